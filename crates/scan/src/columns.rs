//! The columns of a table: the union over its files by name, and what the options say about them.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, TimeUnit};

use crate::close::close_names;
use crate::error::{ScanError, ScanErrorKind};
use crate::options::{ColumnRef, ReadOptions};
use crate::source::Layout;

/// Collects the columns of the files, in order of first appearance.
#[derive(Debug, Default)]
pub(crate) struct Union {
    names: Vec<String>,
    position_of: HashMap<String, usize>,
    /// For each distinct header, the position in `names` of each field.
    layouts: Vec<Vec<usize>>,
    layout_of: HashMap<Vec<String>, usize>,
}

impl Union {
    /// Takes a file's names into account; the number of its layout. Names are distinct within a file.
    pub(crate) fn add(&mut self, names: Vec<String>) -> usize {
        if let Some(&layout) = self.layout_of.get(&names) {
            return layout;
        }
        let mut position = |name: &String| {
            *self.position_of.entry(name.clone()).or_insert_with(|| {
                self.names.push(name.clone());
                self.names.len() - 1
            })
        };
        let fields = names.iter().map(&mut position).collect();
        self.layouts.push(fields);
        self.layout_of.insert(names, self.layouts.len() - 1);
        self.layouts.len() - 1
    }

    /// Chooses the table's columns and their types as the options say.
    pub(crate) fn choose(self, options: &ReadOptions) -> Result<Columns, ScanError> {
        if self.names.is_empty() {
            return Err(ScanErrorKind::EmptyInput.into());
        }
        let mut types = vec![None; self.names.len()];
        self.set_types(options, &mut types)?;
        let kept = match &options.usecols {
            None => (0..self.names.len()).collect(),
            Some(columns) => self.positions(columns, "usecols")?,
        };
        let mut names: Vec<String> = kept.iter().map(|&position| self.names[position].clone()).collect();
        let mut types: Vec<_> = kept.iter().map(|&position| types[position].take()).collect();
        if let Some(path_column) = &options.path_column {
            if names.contains(path_column) {
                return Err(ScanError::bad_option(format!(
                    "the files have a column {path_column:?}: give the path column another name"
                )));
            }
            names.push(path_column.clone());
            types.push(Some(DataType::Utf8));
        }
        let layouts = self.layouts.iter().map(|fields| self.layout(fields, &kept, names.len())).collect();
        Ok(Columns { names, types, layouts })
    }

    fn set_types(&self, options: &ReadOptions, types: &mut [Option<DataType>]) -> Result<(), ScanError> {
        for (name, data_type) in &options.dtypes {
            if !is_supported(data_type) {
                return Err(ScanError::bad_option(format!(
                    "dtype: column {name:?}: a CSV column cannot be read as {data_type}"
                )));
            }
            self.set_type(types, self.position(name, "dtype")?, data_type)?;
        }
        for position in self.positions(&options.parse_dates, "parse_dates")? {
            self.set_type(types, position, &DataType::Timestamp(TimeUnit::Microsecond, None))?;
        }
        Ok(())
    }

    fn set_type(
        &self,
        types: &mut [Option<DataType>],
        position: usize,
        data_type: &DataType,
    ) -> Result<(), ScanError> {
        match &types[position] {
            Some(other) if other != data_type => Err(ScanError::bad_option(format!(
                "column {:?} is asked for as {other} and as {data_type}",
                self.names[position]
            ))),
            _ => {
                types[position] = Some(data_type.clone());
                Ok(())
            }
        }
    }

    /// The positions of the columns, ascending and distinct.
    fn positions(&self, columns: &[ColumnRef], option: &'static str) -> Result<Vec<usize>, ScanError> {
        let columns = columns.iter().map(|column| match column {
            ColumnRef::Name(name) => self.position(name, option),
            &ColumnRef::Position(position) => self.checked(position, option),
            ColumnRef::Typed(text) => match text.parse() {
                Ok(position) if !self.position_of.contains_key(text.as_str()) => {
                    self.checked(position, option)
                }
                _ => self.position(text, option),
            },
        });
        let mut positions = columns.collect::<Result<Vec<_>, ScanError>>()?;
        positions.sort_unstable();
        positions.dedup();
        Ok(positions)
    }

    fn checked(&self, position: usize, option: &'static str) -> Result<usize, ScanError> {
        let columns = self.names.len();
        if position < columns {
            return Ok(position);
        }
        Err(ScanErrorKind::NoSuchPosition { option, position, columns }.into())
    }

    fn position(&self, name: &str, option: &'static str) -> Result<usize, ScanError> {
        self.position_of.get(name).copied().ok_or_else(|| {
            let close = close_names(name, self.names.iter().map(String::as_str));
            ScanErrorKind::UnknownColumn { option, name: name.to_owned(), close }.into()
        })
    }

    fn layout(&self, fields: &[usize], kept: &[usize], columns: usize) -> Arc<Layout> {
        let mut field_of = vec![None; self.names.len()];
        for (field, &position) in fields.iter().enumerate() {
            field_of[position] = Some(field);
        }
        let mut field_of_column: Vec<_> = kept.iter().map(|&position| field_of[position]).collect();
        field_of_column.resize(columns, None);
        Arc::new(Layout { fields: fields.len(), field_of_column })
    }
}

/// The columns of a table.
#[derive(Debug)]
pub(crate) struct Columns {
    /// Their names; the path column, if there is one, is the last.
    pub(crate) names: Vec<String>,
    /// The types that were asked for.
    pub(crate) types: Vec<Option<DataType>>,
    /// Where the columns are in the files, for each number that [`Union::add`] gave.
    pub(crate) layouts: Vec<Arc<Layout>>,
}

fn is_supported(data_type: &DataType) -> bool {
    use DataType::{
        Boolean, Date32, Duration, Float32, Float64, Int8, Int16, Int32, Int64, Null, Timestamp, UInt8,
        UInt16, UInt32, UInt64, Utf8,
    };
    matches!(
        data_type,
        Null | Boolean
            | Int8
            | Int16
            | Int32
            | Int64
            | UInt8
            | UInt16
            | UInt32
            | UInt64
            | Float32
            | Float64
            | Utf8
            | Date32
            | Timestamp(TimeUnit::Microsecond, None)
            | Duration(TimeUnit::Microsecond)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(files: &[&str], options: &ReadOptions) -> Result<(String, Vec<usize>, Columns), ScanError> {
        let mut union = Union::default();
        let add = |names: &&str| union.add(names.split(',').map(str::to_owned).collect());
        let layouts = files.iter().map(add).collect();
        let columns = union.choose(options)?;
        Ok((columns.names.join(","), layouts, columns))
    }

    #[test]
    fn union_in_order_of_first_appearance() {
        let (names, layouts, columns) = choose(&["a,b", "c,a", "a,b", "b"], &ReadOptions::default()).unwrap();
        assert_eq!((names.as_str(), layouts), ("a,b,c", vec![0, 1, 0, 2]));
        let fields: Vec<_> = columns.layouts.iter().map(|layout| layout.field_of_column.as_slice()).collect();
        assert_eq!(fields, [[Some(0), Some(1), None], [Some(1), None, Some(0)], [None, Some(0), None]]);
        assert_eq!(columns.layouts.iter().map(|layout| layout.fields).collect::<Vec<_>>(), [2, 2, 1]);
    }

    #[test]
    fn options_choose_columns_and_types() {
        let options = ReadOptions {
            usecols: Some(vec!["c".into(), 0.into(), "c".into()]),
            dtypes: vec![("b".into(), DataType::Int8), ("a".into(), DataType::Utf8)],
            parse_dates: vec![2.into()],
            path_column: Some("path".into()),
            ..Default::default()
        };
        let (names, _, columns) = choose(&["a,b,c", "c"], &options).unwrap();
        assert_eq!(names, "a,c,path");
        let timestamp = DataType::Timestamp(TimeUnit::Microsecond, None);
        assert_eq!(columns.types, [Some(DataType::Utf8), Some(timestamp), Some(DataType::Utf8)]);
        assert_eq!(columns.layouts[1].field_of_column, [None, Some(0), None]);
    }

    #[test]
    fn wrong_options_are_refused() {
        let message = |options: ReadOptions| choose(&["fare,tip"], &options).unwrap_err().to_string();
        let default = ReadOptions::default;
        assert_eq!(
            message(ReadOptions { usecols: Some(vec!["far".into()]), ..default() }),
            "usecols: there is no column \"far\"; did you mean \"fare\"?"
        );
        assert_eq!(
            message(ReadOptions { parse_dates: vec![2.into()], ..default() }),
            "parse_dates: there is no column at position 2: positions count from 0, and there are 2 columns"
        );
        let clash = ReadOptions {
            parse_dates: vec!["fare".into()],
            dtypes: vec![("fare".into(), DataType::Int64)],
            ..default()
        };
        assert!(message(clash).contains("column \"fare\" is asked for as Int64 and as Timestamp"));
        assert!(
            message(ReadOptions { path_column: Some("tip".into()), ..default() }).contains("another name")
        );
        let list = ReadOptions { dtypes: vec![("tip".into(), DataType::Binary)], ..default() };
        assert!(message(list).contains("cannot be read as Binary"));
        assert!(matches!(Union::default().choose(&default()).unwrap_err().kind(), ScanErrorKind::EmptyInput));
    }
}
