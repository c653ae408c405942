//! What a plan needs to know of a table's data: its columns.

use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;

/// A shared table.
pub type SourceRef = Arc<dyn TableSource>;

/// A table that a plan can start from. The executor gets the real thing back by [`TableSource::as_any`].
pub trait TableSource: Send + Sync + Debug {
    /// The columns, by unique names.
    fn schema(&self) -> SchemaRef;

    /// One line that names the table, for `explain`.
    fn describe(&self) -> String;

    /// Bytes of the table's data, if that is known without reading it.
    fn size_bytes(&self) -> Option<u64> {
        None
    }

    /// The source as `Any`, for the executor that knows its type.
    fn as_any(&self) -> &dyn Any;
}
