//! Values as parts of column names.

use chunkwise_plan::Scalar;

/// The value as pandas writes it in a name: `red`, `2`, `2.5`, `True`, `2015-01-31`.
pub(crate) fn value_text(value: &Scalar) -> String {
    match value {
        Scalar::String(text) => text.clone(),
        Scalar::Bool(true) => "True".to_owned(),
        Scalar::Bool(false) => "False".to_owned(),
        Scalar::Date(_) | Scalar::Timestamp(_) | Scalar::Duration(_) => {
            let sql = value.to_string();
            sql.split('\'').nth(1).unwrap_or(&sql).to_owned()
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_in_pandas() {
        let cases = [
            (Scalar::from("a b"), "a b"),
            (Scalar::Int64(-2), "-2"),
            (Scalar::Float64(2.0), "2.0"),
            (Scalar::Bool(true), "True"),
            (Scalar::Date(0), "1970-01-01"),
            (Scalar::Timestamp(0), "1970-01-01 00:00:00"),
        ];
        for (value, text) in cases {
            assert_eq!(value_text(&value), text);
        }
    }
}
