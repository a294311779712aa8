//! A page of a bucket's keys: those with a prefix, what a delimiter puts together, and where it goes on.

use crate::era::Era;
use crate::limits;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub prefix: &'a str,
    /// Empty: none.
    pub delimiter: &'a str,
    /// Only what comes after it.
    pub after: &'a str,
    pub most: usize,
}

/// One page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    pub objects: Vec<T>,
    pub prefixes: Vec<String>,
    /// The last of both, if there is more.
    pub last: Option<String>,
}

/// S3 gives no more keys at once.
pub fn most(era: Era) -> usize {
    usize::try_from(limits::S3_LIST_KEYS.at(era)).unwrap_or(usize::MAX)
}

/// The page of objects that stand in the order of their keys and have the prefix.
pub fn page<T>(
    objects: impl IntoIterator<Item = T>,
    key: impl Fn(&T) -> &str,
    wanted: Wanted<'_>,
) -> Page<T> {
    let mut page = Page { objects: Vec::new(), prefixes: Vec::new(), last: None };
    let mut last = None;
    for object in objects {
        let name = key(&object);
        let rest = name.get(wanted.prefix.len()..).unwrap_or_default();
        let end = if wanted.delimiter.is_empty() { None } else { rest.find(wanted.delimiter) };
        let common = end.map(|at| name[..wanted.prefix.len() + at + wanted.delimiter.len()].to_owned());
        let name = common.clone().unwrap_or_else(|| name.to_owned());
        if name.as_str() <= wanted.after || page.prefixes.last() == Some(&name) {
            continue;
        }
        if page.objects.len() + page.prefixes.len() == wanted.most {
            page.last = last;
            return page;
        }
        last = Some(name);
        match common {
            Some(common) => page.prefixes.push(common),
            None => page.objects.push(object),
        }
    }
    page
}
