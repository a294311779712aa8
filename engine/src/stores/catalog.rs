//! The AWS Glue Data Catalog, as far as format conversion looks into it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::command::Table;
use crate::refusal::Refusal;

#[derive(Clone, Debug, Default)]
pub struct Catalog(BTreeMap<(String, String), Arc<Table>>);

impl Catalog {
    /// # Errors
    /// That there is a table of that name.
    pub fn create(&mut self, table: &Table) -> Result<(), Refusal> {
        let key = (table.database.to_string(), table.name.to_string());
        if self.0.contains_key(&key) {
            return Err(Refusal::scene(format!("there is already a table {}", table.full_name())));
        }
        self.0.insert(key, Arc::new(table.clone()));
        Ok(())
    }

    pub fn iter(&self) -> impl Iterator<Item = &Table> {
        self.0.values().map(Arc::as_ref)
    }

    /// # Errors
    /// That there is none. Modelling choice: Firehose finds out when it converts, and waits; here it says so at once.
    pub fn table(&self, database: &str, table: &str) -> Result<&Arc<Table>, Refusal> {
        self.0.get(&(database.to_owned(), table.to_owned())).ok_or_else(|| {
            Refusal::invalid(format!(
                "The table {database}.{table} was not found in the AWS Glue Data Catalog. A line of the story makes \
                 it: table {database}.{table} columns \"name type, …\""
            ))
        })
    }
}
