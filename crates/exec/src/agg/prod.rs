//! prod: exact for whole numbers, for floats multiplied with 256 bits and rounded once; 1 of nothing.
//!
//! A product of floats that needs more than 256 bits is cut at each step, so that its relative error stays below 2^-220. The order of
//! the factors could only be seen where the true product is that close to the middle between two floats.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BinaryArray, Decimal128Array, Float64Array, Int64Array, UInt8Array, UInt64Array,
};
use arrow::datatypes::{DataType, Decimal128Type, UInt8Type};

use super::array::{Ints, binary, columns, required, typed, values};
use super::exact::Product;
use super::visit::each_row;
use super::{Accumulator, AggError, Groups};

const WHAT: &str = "prod";

pub(super) fn new(input: &DataType, output: &DataType, name: &str) -> Option<Box<dyn Accumulator>> {
    match input {
        DataType::Float64 => Some(Box::new(FloatProd::default())),
        DataType::Int64 | DataType::UInt64 => Some(Box::new(IntProd {
            products: Vec::new(),
            marks: Vec::new(),
            output: output.clone(),
            name: name.to_string(),
        })),
        _ => None,
    }
}

/// A factor is 0: so is the product, however large the others make it.
const ZERO: u8 = 1;
/// The product of the other factors has more than 127 bits, and always will.
const TOO_LARGE: u8 = 2;

struct IntProd {
    /// Of all factors but 0.
    products: Vec<i128>,
    marks: Vec<u8>,
    output: DataType,
    name: String,
}

impl IntProd {
    #[inline(always)]
    fn multiply(&mut self, group: usize, factor: i128) {
        if factor == 0 {
            self.marks[group] |= ZERO;
            return;
        }
        match self.products[group].checked_mul(factor) {
            Some(product) => self.products[group] = product,
            None => self.marks[group] |= TOO_LARGE,
        }
    }

    fn result(&self, group: usize) -> Result<i128, AggError> {
        let (product, mark) = (self.products[group], self.marks[group]);
        let fits = match self.output {
            DataType::UInt64 => u64::try_from(product).is_ok(),
            _ => i64::try_from(product).is_ok(),
        };
        if mark & ZERO != 0 {
            return Ok(0);
        }
        if mark & TOO_LARGE == 0 && fits {
            return Ok(product);
        }
        let too_large = mark & TOO_LARGE != 0;
        let value = if too_large { "a number of more than 38 digits".into() } else { product.to_string() };
        Err(AggError::Overflow { what: self.name.clone(), value, output: self.output.clone() })
    }
}

impl Accumulator for IntProd {
    fn resize(&mut self, groups: usize) {
        self.products.resize(groups, 1);
        self.marks.resize(groups, 0);
    }

    fn update(&mut self, groups: Groups<'_>, args: &[ArrayRef], rows: usize, _: u64) -> Result<(), AggError> {
        let array = required(args, WHAT)?;
        let nulls = array.nulls();
        match Ints::of(array, WHAT)? {
            Ints::Signed(values) => {
                each_row(groups, nulls, rows, |row, group| self.multiply(group, values[row].into()));
            }
            Ints::Unsigned(values) => {
                each_row(groups, nulls, rows, |row, group| self.multiply(group, values[row].into()));
            }
        }
        Ok(())
    }

    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        let products =
            Decimal128Array::from(self.products.clone()).with_data_type(DataType::Decimal128(38, 0));
        Ok(vec![Arc::new(products), Arc::new(UInt8Array::from(self.marks.clone()))])
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        let [products, marks] = columns(state, WHAT)?;
        let products = values::<Decimal128Type>(products, WHAT)?;
        let marks = values::<UInt8Type>(marks, WHAT)?;
        for ((&group, &product), &mark) in groups.iter().zip(products).zip(marks) {
            self.multiply(group as usize, product);
            self.marks[group as usize] |= mark;
        }
        Ok(())
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        let results = (0..self.products.len()).map(|group| self.result(group));
        if self.output == DataType::UInt64 {
            let results: Result<Vec<u64>, _> =
                results.map(|product| Ok::<_, AggError>(product? as u64)).collect();
            return Ok(Arc::new(UInt64Array::from(results?)));
        }
        let results: Result<Vec<i64>, _> =
            results.map(|product| Ok::<_, AggError>(product? as i64)).collect();
        Ok(Arc::new(Int64Array::from(results?)))
    }

    fn size_bytes(&self) -> usize {
        self.products.capacity() * size_of::<i128>() + self.marks.capacity()
    }
}

#[derive(Default)]
struct FloatProd {
    products: Vec<Product>,
}

impl Accumulator for FloatProd {
    fn resize(&mut self, groups: usize) {
        self.products.resize_with(groups, Product::default);
    }

    fn update(&mut self, groups: Groups<'_>, args: &[ArrayRef], rows: usize, _: u64) -> Result<(), AggError> {
        let array = typed::<Float64Array>(required(args, WHAT)?, WHAT)?;
        let values = array.values();
        each_row(groups, array.nulls(), rows, |row, group| self.products[group].multiply(values[row]));
        Ok(())
    }

    fn state(&self) -> Result<Vec<ArrayRef>, AggError> {
        Ok(vec![Arc::new(binary(&self.products, Product::write_bytes)?)])
    }

    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError> {
        let [products] = columns(state, WHAT)?;
        let products = typed::<BinaryArray>(products, WHAT)?;
        for (row, &group) in groups.iter().enumerate() {
            let other =
                Product::from_bytes(products.value(row)).ok_or(AggError::DamagedState { what: WHAT })?;
            self.products[group as usize].merge(&other);
        }
        Ok(())
    }

    fn finish(&self) -> Result<ArrayRef, AggError> {
        Ok(Arc::new(Float64Array::from_iter_values(self.products.iter().map(Product::to_f64))))
    }

    fn size_bytes(&self) -> usize {
        self.products.capacity() * size_of::<Product>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prod_of(array: impl Array + 'static) -> Result<ArrayRef, AggError> {
        let array: ArrayRef = Arc::new(array);
        let mut prod = new(array.data_type(), array.data_type(), "prod(x)").unwrap();
        prod.resize(1);
        prod.update(Groups::One, std::slice::from_ref(&array), array.len(), 0)?;
        prod.finish()
    }

    #[test]
    fn whole_numbers_are_exact_or_an_error() {
        let prod = prod_of(Int64Array::from(vec![Some(-3), None, Some(1 << 61)])).unwrap();
        assert_eq!(*prod, Int64Array::from(vec![-3 << 61]));
        assert_eq!(
            *prod_of(Int64Array::from(vec![i64::MAX; 9])).map(|_| ()).unwrap_err().to_string(),
            *"`prod(x)` is a number of more than 38 digits, which does not fit int64. Cast the values to float64 to get a rounded result"
        );
        assert!(
            prod_of(Int64Array::from(vec![i64::MAX, 2]))
                .unwrap_err()
                .to_string()
                .contains("18446744073709551614")
        );
        let mut values = vec![i64::MAX; 9];
        values.push(0);
        assert_eq!(*prod_of(Int64Array::from(values)).unwrap(), Int64Array::from(vec![0]));
        assert_eq!(
            *prod_of(UInt64Array::from(vec![u64::MAX, 1])).unwrap(),
            UInt64Array::from(vec![u64::MAX])
        );
        assert_eq!(*prod_of(Int64Array::from(vec![None, None])).unwrap(), Int64Array::from(vec![1]));
    }
}
