//! What the terminal remembers, and for whom.

use super::*;
