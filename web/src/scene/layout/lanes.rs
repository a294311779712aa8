//! How the height of a stream is shared among its shards: by their part of the hash-key space.
//!
//! Up to [`MOST_LANES`] shards each have a lane. Closed shards that everybody has read are slim strips. With more
//! shards than that, or than the height has room for, one lane is opened and the others are stripes, as thin as it
//! takes to show them all.

#[cfg(test)]
mod tests;

use engine::names::ShardId;
use engine::view::ShardView;

/// With this a lane holds its name, its two gauges and its flags, and its marks have room.
pub const LEAST: f64 = 58.0;
/// Below this it cannot hold them: the least on a low stage.
pub const LOW: f64 = 51.0;
/// A closed shard keeps this while somebody has to read it, however large its range was: it takes nothing any
/// more.
pub const CLOSED: f64 = 62.0;
/// A closed shard that everybody has read.
pub const SLIM: f64 = 24.0;
const GAP: f64 = 10.0;
/// Between lanes of a low stage: the ring around a full one has room.
const LOW_GAP: f64 = 4.0;
const SLIM_GAP: f64 = 5.0;
/// With more shards than this, or more slim strips, one lane is opened among stripes.
pub const MOST_LANES: usize = 8;
/// The same where the height has no room for a lane each: for so many it always has, for stripes take more.
const FEW_LANES: usize = 4;
/// The lane that is opened among stripes, at least.
const OPENED: f64 = 84.0;
/// The lane that is opened among stripes, if there is room.
const OPENED_AMPLE: f64 = 132.0;
/// A stripe, at least.
pub const THIN: f64 = 1.0;
/// A stripe that is well hit, if there is room.
const EASY: f64 = 2.0;
/// All stripes together, at least: their labels need some room.
const STRIPES: f64 = 150.0;

/// How close the lanes stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pack {
    /// With air between them.
    Roomy,
    /// As low as lanes can be.
    Close,
    /// Stripes begin with fewer shards.
    Stripes,
}

impl Pack {
    fn least(self) -> f64 {
        match self {
            Pack::Roomy => LEAST,
            Pack::Close | Pack::Stripes => LOW,
        }
    }

    fn closed(self) -> f64 {
        match self {
            Pack::Roomy => CLOSED,
            Pack::Close | Pack::Stripes => LOW,
        }
    }

    fn gap(self) -> f64 {
        match self {
            Pack::Roomy => GAP,
            Pack::Close | Pack::Stripes => LOW_GAP,
        }
    }

    fn most_lanes(self) -> usize {
        match self {
            Pack::Roomy | Pack::Close => MOST_LANES,
            Pack::Stripes => FEW_LANES,
        }
    }
}

/// How a shard is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    Lane,
    Slim,
    Stripe,
}

/// One shard of a stream's picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// The shard's place in the view.
    pub shard: usize,
    pub show: Show,
    /// From the first row's top.
    pub y: f64,
    pub h: f64,
}

/// Whether a closed shard still has something for somebody.
fn drained(shard: &ShardView) -> bool {
    !shard.open && shard.unread == 0
}

/// Whether there are too many shards for a lane each, whatever the height.
pub fn crowded(shards: &[ShardView]) -> bool {
    crowd(shards, Pack::Roomy)
}

/// Whether there are too many shards for a lane each.
pub fn crowd(shards: &[ShardView], pack: Pack) -> bool {
    let (slim, most) = (shards.iter().filter(|shard| drained(shard)).count(), pack.most_lanes());
    shards.len() - slim > most || slim > most
}

/// Closed shards that are not drawn in a crowd: everybody has read them.
pub fn left_out(shards: &[ShardView], opened: Option<ShardId>, pack: Pack) -> usize {
    if !crowd(shards, pack) {
        return 0;
    }
    shards.iter().filter(|shard| drained(shard) && Some(shard.id) != opened).count()
}

/// The shard whose lane is opened in a crowd: the chosen one, or the one that has refused most, or the first.
pub fn opened(shards: &[ShardView], chosen: Option<ShardId>) -> Option<ShardId> {
    let chosen = chosen.filter(|id| shards.iter().any(|shard| shard.id == *id));
    let open = || shards.iter().filter(|shard| shard.open);
    let loudest =
        open().filter(|shard| shard.refused > 0).reduce(|a, b| if b.refused > a.refused { b } else { a });
    chosen.or_else(|| loudest.or_else(|| open().next()).or(shards.first()).map(|shard| shard.id))
}

/// The least height in which these shards can stand.
pub fn least(shards: &[ShardView], pack: Pack) -> f64 {
    if crowd(shards, pack) {
        // Whichever lane is opened, a closed one or an open one, the height is enough.
        let stripes = shards.iter().filter(|shard| !drained(shard)).count();
        return OPENED + 2.0 * pack.gap() + (stripes as f64 * THIN).max(STRIPES);
    }
    let shows: Vec<Show> = shards.iter().map(calm).collect();
    let each = |(shard, show): (&ShardView, &Show)| match show {
        Show::Lane if shard.open => pack.least(),
        Show::Lane => pack.closed(),
        Show::Slim | Show::Stripe => SLIM,
    };
    shards.iter().zip(&shows).map(each).sum::<f64>() + gaps(&shows, pack)
}

/// What one would like to have in a picture that goes from top to bottom.
pub fn wished(shards: &[ShardView], lane: f64) -> f64 {
    if crowded(shards) {
        let stripes = shards.iter().filter(|shard| !drained(shard)).count() as f64;
        return OPENED_AMPLE + 2.0 * GAP + (stripes * 3.0).clamp(STRIPES, 420.0).max(stripes * EASY);
    }
    least(shards, Pack::Roomy) + shards.iter().filter(|shard| shard.open).count() as f64 * (lane - LEAST)
}

fn calm(shard: &ShardView) -> Show {
    if drained(shard) { Show::Slim } else { Show::Lane }
}

fn gaps(shows: &[Show], pack: Pack) -> f64 {
    shows.windows(2).map(|pair| gap(pair[0], pair[1], pack)).sum()
}

fn gap(a: Show, b: Show, pack: Pack) -> f64 {
    match (a, b) {
        (Show::Stripe, Show::Stripe) => 0.0,
        (Show::Slim, Show::Slim) => SLIM_GAP,
        (Show::Lane | Show::Slim | Show::Stripe, _) => pack.gap(),
    }
}

/// The rows of a stream in a height that is at least [`least`].
pub fn rows(shards: &[ShardView], chosen: Option<ShardId>, whole: f64, pack: Pack) -> Vec<Row> {
    let crowd = crowd(shards, pack);
    let opened = opened(shards, chosen);
    let shown: Vec<(usize, &ShardView, Show)> = shards
        .iter()
        .enumerate()
        .filter(|(_, shard)| !crowd || !drained(shard) || Some(shard.id) == opened)
        .map(|(i, shard)| {
            let in_crowd = if Some(shard.id) == opened { Show::Lane } else { Show::Stripe };
            (i, shard, if crowd { in_crowd } else { calm(shard) })
        })
        .collect();
    let shows: Vec<Show> = shown.iter().map(|(.., show)| *show).collect();
    let stripes = shows.iter().filter(|show| **show == Show::Stripe).count();
    let free = whole - gaps(&shows, pack);
    let lane_in_crowd = (free - stripes as f64 * EASY).min(free * 0.36).clamp(OPENED, OPENED_AMPLE);
    let thin = thin(free - lane_in_crowd, stripes);
    let parts: Vec<Part> = shown
        .iter()
        .map(|(_, shard, show)| {
            let share = share(shard);
            match show {
                Show::Lane if crowd => Part { least: lane_in_crowd, share: 0.0 },
                Show::Lane if shard.open => Part { least: pack.least(), share },
                Show::Lane => Part { least: pack.closed(), share: 0.0 },
                Show::Slim => Part { least: SLIM, share: 0.0 },
                Show::Stripe => Part { least: thin, share: if shard.open { share } else { 0.0 } },
            }
        })
        .collect();
    stacked(shown.iter().map(|(i, _, show)| (*i, *show)).zip(shared(&parts, free)), pack)
}

/// The least that each of so many stripes gets of a height.
fn thin(height: f64, stripes: usize) -> f64 {
    (height / stripes.max(1) as f64).clamp(THIN, EASY)
}

/// All shards that have something for somebody, as stripes without an opened lane.
pub fn stripes(shards: &[ShardView], whole: f64) -> Vec<Row> {
    let shown: Vec<(usize, &ShardView)> =
        shards.iter().enumerate().filter(|(_, shard)| !drained(shard)).collect();
    let thin = thin(whole, shown.len());
    let part = |(_, shard): &(usize, &ShardView)| Part {
        least: thin,
        share: if shard.open { share(shard) } else { 0.0 },
    };
    let parts: Vec<Part> = shown.iter().map(part).collect();
    stacked(shown.iter().map(|(i, _)| (*i, Show::Stripe)).zip(shared(&parts, whole)), Pack::Roomy)
}

fn share(shard: &ShardView) -> f64 {
    shard.to_ppm.saturating_sub(shard.from_ppm).max(1) as f64
}

fn stacked(heights: impl Iterator<Item = ((usize, Show), f64)>, pack: Pack) -> Vec<Row> {
    let mut y = 0.0;
    let mut rows: Vec<Row> = vec![];
    for ((shard, show), h) in heights {
        if let Some(last) = rows.last() {
            y += gap(last.show, show, pack);
        }
        rows.push(Row { shard, show, y, h });
        y += h;
    }
    rows
}

/// A claim on the height: a share of what is free, but never less than the least. Without a share just the least.
struct Part {
    least: f64,
    share: f64,
}

/// In proportion to the shares; whoever would fall below its least gets that, and the others share the rest.
fn shared(parts: &[Part], whole: f64) -> Vec<f64> {
    let mut at_least: Vec<bool> = parts.iter().map(|part| part.share <= 0.0).collect();
    loop {
        let fixed: f64 =
            parts.iter().zip(&at_least).filter(|(_, least)| **least).map(|(part, _)| part.least).sum();
        let free = (whole - fixed).max(0.0);
        let sum: f64 =
            parts.iter().zip(&at_least).filter(|(_, least)| !**least).map(|(part, _)| part.share).sum();
        let of = |part: &Part| free * part.share / sum;
        let small: Vec<usize> =
            (0..parts.len()).filter(|i| !at_least[*i] && of(&parts[*i]) < parts[*i].least).collect();
        if small.is_empty() {
            let height = |(part, least): (&Part, &bool)| if *least { part.least } else { of(part) };
            return parts.iter().zip(&at_least).map(height).collect();
        }
        for i in small {
            at_least[i] = true;
        }
    }
}
