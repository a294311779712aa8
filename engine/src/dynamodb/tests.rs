//! BatchWriteItem at its bounds, one by one.

use super::*;
use crate::era::Era;
use crate::event::Journal;
use crate::kernel::{Calendar, Chance};
use crate::security::Security;
use crate::wake::Appointment;

const SECOND: u64 = 1_000_000;

struct Lab {
    chance: Chance,
    security: Security,
    journal: Journal,
    calendar: Calendar<Appointment>,
    tables: Tables,
    name: Name,
}

impl Lab {
    /// A table that is ACTIVE from 5 s on.
    fn new(key: TableKey, write: u64) -> Lab {
        let name = Name::parse("orders").expect("a name");
        let mut lab = Lab {
            chance: Chance::new(1, "tables"),
            security: Security::default(),
            journal: Journal::default(),
            calendar: Calendar::default(),
            tables: Tables::default(),
            name: name.clone(),
        };
        let capacity = TableCapacity::Provisioned { read: 1, write };
        lab.at(0, |step, tables| tables.create(step, (&name, key), capacity)).expect("it is made");
        lab.at(5 * SECOND, |step, tables| tables.settle(step, &name));
        lab
    }

    fn at<T>(&mut self, micros: u64, act: impl FnOnce(&mut Step<'_>, &mut Tables) -> T) -> T {
        let Lab { chance, security, journal, calendar, tables, .. } = self;
        let (now, era) = (Time(micros), Era::Today);
        act(&mut Step { now, era, chance, cause: None, who: None, security, journal, calendar }, tables)
    }

    fn put(&mut self, puts: &[Put]) -> Result<Vec<Option<bool>>, Refusal> {
        let name = self.name.clone();
        self.at(5 * SECOND, |step, tables| tables.batch_write(step, &name, puts))
    }

    fn table(&self) -> &Table {
        self.tables.table(&self.name).expect("it is there")
    }
}

fn id(number: u64) -> ItemId {
    ItemId::Made(Name::parse("shop").expect("a name"), number)
}

fn puts(count: u64) -> Vec<Put> {
    (0..count).map(|number| Put { id: id(number), bytes: 100 }).collect()
}

#[test]
fn a_call_has_one_to_twenty_five_items() {
    for (count, wrong) in [(0, "cannot be empty"), (1, ""), (24, ""), (25, ""), (26, "Too many items")] {
        let mut lab = Lab::new(TableKey::Id, 1_000);
        match lab.put(&puts(count)) {
            Ok(answer) => assert!(wrong.is_empty() && answer == vec![Some(false); answer.len()], "{count}"),
            Err(refusal) => assert!(!wrong.is_empty() && refusal.to_string().contains(wrong), "{refusal}"),
        }
        let (taken, table) = (if wrong.is_empty() { count } else { 0 }, lab.table());
        assert_eq!((table.data.items, table.data.bytes, table.writes.consumed), (taken, 100 * taken, taken));
    }
}

#[test]
fn a_call_has_each_key_once_and_each_item_by_its_size() {
    let mut lab = Lab::new(TableKey::Id, 2_000);
    let twice = [puts(2), puts(1)].concat();
    assert!(lab.put(&twice).expect_err("two of one key").to_string().contains("contains duplicates"));
    for (bytes, fits) in [(409_599, true), (409_600, true), (409_601, false)] {
        let put = [Put { id: id(bytes), bytes }, Put { id: id(1), bytes: 1 }];
        assert_eq!(lab.put(&put).is_ok(), fits, "{bytes}");
    }
    assert_eq!((lab.table().data.items, lab.table().writes.consumed), (3, 802));
    // Nobody else's key.
    let mut lab = Lab::new(TableKey::Lease, 1_000);
    assert!(lab.put(&puts(1)).expect_err("it has a leaseKey").to_string().contains("required keys"));
}

#[test]
fn each_item_is_taken_by_itself_and_put_again_takes_its_units_again() {
    let mut lab = Lab::new(TableKey::Id, 5);
    let sized = |number, bytes| Put { id: id(number), bytes };
    // 3 units; 3 that are not there; 1 and 1.
    let mixed = [sized(1, 3_072), sized(2, 2_049), sized(3, 1_024), sized(4, 1)];
    assert_eq!(lab.put(&mixed).expect("some are taken"), [Some(false), None, Some(false), Some(false)]);
    let refusal = lab.put(&puts(2)).expect_err("none is taken");
    assert_eq!(refusal.error, ErrorName::ProvisionedThroughputExceededException);
    let table = lab.table();
    assert_eq!((table.data.items, table.data.bytes), (3, 4_097));
    assert_eq!((table.writes.consumed, table.writes.throttled), (5, 3));
    let name = lab.name.clone();
    let again = lab.at(7 * SECOND, |step, tables| tables.batch_write(step, &name, &mixed));
    assert_eq!(again.expect("ten units came"), [Some(true), Some(false), Some(true), Some(true)]);
    assert_eq!((lab.table().data.items, lab.table().writes.consumed), (4, 13));
}

#[test]
fn an_id_is_read_as_it_is_written() {
    for id in [id(0), id(17), ItemId::Md5(0), ItemId::Md5(u128::MAX), ItemId::Md5(0xabc)] {
        assert_eq!(data::read(&id.to_string()), Some(id));
    }
    for text in ["", "shop", "shop-", "shop-017", "shop-+1", "-1", "ABCDEF00000000000000000000000000", "00"] {
        assert_eq!(data::read(text), None, "{text}");
    }
}
