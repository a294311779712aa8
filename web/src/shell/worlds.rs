//! Two worlds and branches: done.

use crate::driver::Driver;
use crate::host;
use crate::model::{Ask, Told};

#[inline(never)]
pub(super) fn carry_out(driver: &mut Driver, ask: Ask) -> Vec<Told> {
    if let Ask::Compare(knob, from_now) = &ask {
        let begun = driver.compare(knob, *from_now, &host::tools::tools());
        let knob = || driver.pair().map_or(String::new(), |pair| pair.knob().to_owned());
        return vec![Told::Compared(begun.map(|()| knob()))];
    }
    if let Ask::EndCompare { keep } = ask {
        driver.end_compare(keep);
    } else if let Ask::NameBranch(index, name) = &ask {
        driver.name_branch(*index, name);
    } else if let Ask::DeleteBranch(index) = ask {
        driver.delete_branch(index);
    }
    vec![]
}
