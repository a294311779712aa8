//! All that the page knows: one plain value, changed by [`crate::update`] alone.
//!
//! Absent: the browser, and the world itself; what is shown of the world comes as [`Facts`] from the driver.

mod asked;
mod copying;
mod data;
mod effect;
mod facts;
mod inspector;
mod making;
mod notices;
mod own;
mod place;
mod prefs;
mod presenting;
mod progress;
mod sharing;
mod terminal;
mod told;
mod watching;
mod worlds;

use std::collections::BTreeMap;
use std::rc::Rc;

use engine::command::Command;
use engine::era::Era;
use engine::kernel::Time;
use engine::names::Name;
use engine::view::{Marker, MarkerKind, Passport, Which};
use engine::why::Why;

use crate::content::Part;
use crate::hook::{Choice, Hook};
use crate::route::Route;
use crate::scene::{Selection, StageAction};
use crate::switches::Switches;

pub use asked::{Asked, KclWhy, Of};
pub use copying::{CopyMsg, Copying};
pub use data::{Data, DataAsk, DataMsg};
pub use effect::{Ask, Effect, Task};
pub use facts::{
    Charted, Charts, Clock, Facts, Goal, GoalLine, LogLine, LogWish, Looked, Now, StreamLimits, Wants,
};
pub use inspector::{Inspector, ROWS, Tab};
pub use making::{Finding, GoalDraft, LabForm, Making, MakingAsk, MakingMsg, MakingTold, OWN_LAB};
pub use notices::{Asking, Notices, Problem, Toast};
pub use own::{Drafts, Own, OwnMsg, Ran, Run, Tried};
pub use place::{Place, kept_terminals};
pub use prefs::{Contrast, DockTab, LogKind, Motion, Prefs, Theme};
pub use presenting::{Beat, BeatKind, PresentMsg, Presenting};
pub use progress::Progress;
pub use sharing::{Picture, ShareMsg, Sharing, What};
pub use terminal::{Printed, Terminal};
pub use told::Told;
pub use watching::{Followed, WatchMsg, WatchState, Watching};
pub use worlds::{Draft, KnobKind, Pair, Scene, Worlds, WorldsMsg};

/// One API call or line of our own that the learner made, and what came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub at: Time,
    pub request: String,
    pub answer: String,
    pub refused: bool,
    /// Why it was refused, if more can be said than the answer says.
    pub why: Option<Why>,
}

/// How much room there is, as style.css has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    /// Below 700 px.
    Phone,
    /// Below 1,100 px: panels are sheets.
    Narrow,
    #[default]
    Wide,
}

/// What lies over the page on a narrow screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    Menu,
    Left,
    Inspector,
}

/// How far the learner is in a lab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabState {
    pub hints: usize,
    /// The solution plays, or has played, itself.
    pub showing: bool,
    /// The scene begins when the task, which lies over it, is put away.
    pub waits: bool,
    /// The learner has put away what is said at the end.
    pub card_closed: bool,
    /// What a tutor says of the turn that was taken.
    pub wrong_turn: Option<String>,
}

#[derive(Clone)]
pub struct Model {
    pub route: Route,
    pub place: Place,
    /// Of the story that plays.
    pub title: String,
    pub prefs: Prefs,
    pub own: Own,
    pub facts: Rc<Facts>,
    pub selection: Selection,
    /// What the charts are of: what was selected or chosen last, if anything.
    pub charted: Option<Charted>,
    pub inspector: Inspector,
    pub hook: Hook,
    pub lab: LabState,
    pub why: Option<Asked>,
    /// Words that the event log is searched for, and whether it tells of what is selected alone.
    pub log_words: String,
    pub log_selected: bool,
    /// The open passport of a record.
    pub passport: Option<Rc<Passport>>,
    pub worlds: Worlds,
    /// Newest last.
    pub calls: Vec<Call>,
    pub terminal: Terminal,
    /// Those of other places, by their keys.
    pub terminals: BTreeMap<String, Terminal>,
    pub copying: Copying,
    pub notices: Notices,
    pub progress: Progress,
    pub sheet: Option<Sheet>,
    pub width: Width,
    /// What the system wishes, for what is drawn on canvases.
    pub dark: bool,
    /// The list of the timeline's markers is open.
    pub marker_list: bool,
    pub switches: Switches,
    /// What is wrong with the address, until it is said.
    pub misread: Vec<String>,
    pub sharing: Sharing,
    /// The scene is being turned into a lab.
    pub making: Option<Box<Making>>,
    pub watching: Watching,
    pub presenting: Option<Presenting>,
    /// The origin of the page around this one, when it has spoken.
    pub embedder: Option<String>,
    /// A scene was opened, and the page around this one was not told.
    pub fresh: bool,
    /// Content that is asked for and not there.
    pub fetching: BTreeMap<Part, Getting>,
    /// The search is open.
    pub finding: bool,
    pub data: Data,
}

/// How far the fetching of content is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Getting {
    Asked,
    /// Why it could not be had.
    Failed(String),
}

impl Model {
    /// The dock is open where there is room, unless the learner closed it or the first scene still asks its
    /// question.
    pub fn dock_open(&self) -> bool {
        self.prefs.dock_open.unwrap_or(self.hook == Hook::Off && self.width == Width::Wide)
    }
}

/// What the page around this one said: JSON, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    pub origin: String,
    pub text: Result<String, String>,
}

/// Everything that can happen to the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    Routed(Route),
    Width(Width),
    /// The system's colours have changed.
    Dark(bool),
    Go(Route),
    Time(TimeMsg),
    Stage(StageAction),
    /// Commands of a button: all of them, in order.
    Act(Vec<Command>),
    Hook(Choice),
    Lab(LabMsg),
    Inspect(InspectMsg),
    Why(Of),
    /// Of a call of the learner's, which knows the answer.
    WhyCall(Why),
    /// The passport of a record; `None` closes it.
    Passport(Option<Which>),
    Worlds(WorldsMsg),
    CloseWhy,
    Dock(DockTab),
    ToggleDock,
    Log(Option<LogKind>),
    /// Only events with these words.
    LogWords(String),
    /// Only events of what is selected, or of all.
    LogOfSelected(bool),
    /// Events of every kind, of everything.
    LogAll,
    /// Whose charts are shown.
    Charts(Charted),
    ToggleMarkers,
    Terminal(TerminalMsg),
    Sheet(Option<Sheet>),
    Era(Era),
    Restart,
    /// The next of the three.
    Theme,
    SetTheme(Theme),
    Copy(String),
    Copying(CopyMsg),
    /// Yes, or no, to what is asked.
    Confirm(bool),
    CloseToast(u64),
    /// Its time is over; it goes, unless it is held.
    ToastEnds(u64),
    HoldToasts(bool),
    CloseProblem,
    /// The scene that was there before a story link was opened.
    BringBack,
    /// Begin again where the saved state was broken.
    StartFresh,
    /// The broken state as a file.
    DownloadBroken,
    Escape,
    /// The live region is free for the next sentence.
    SpeakNext,
    SaveNow,
    /// The browser keeps nothing.
    NotKept,
    /// Something is in the clipboard: what to say of it.
    Copied(&'static str),
    /// What the address switches; what is wrong with it stands in the second.
    Switched(Switches, Vec<String>),
    /// Opens or closes the search.
    Find(bool),
    Data(DataMsg),
    Share(ShareMsg),
    Making(MakingMsg),
    /// Of an endpoint.
    Watch(WatchMsg),
    /// For a room.
    Present(PresentMsg),
    /// From the page around this one.
    Heard(Heard),
    Learn(LearnMsg),
    /// From the driver.
    Told(Told),
    /// The tools that were to be loaded are there, or cannot be had.
    Lent,
    /// Content that was fetched, or why it could not be.
    Fetched(Part, Result<String, String>),
    /// What the page still lacks is asked for again.
    FetchAgain,
    /// A newer build of the page waits; it never comes by itself.
    NewVersion,
    /// The newer build takes over: the page is loaded again.
    TakeVersion,
    Own(OwnMsg),
    /// A function was run in the sandbox.
    Ran(Ran),
}

#[derive(Clone, Debug, PartialEq)]
pub enum TimeMsg {
    PlayPause,
    Play,
    Pause,
    Speed(u32),
    ToStart,
    Event {
        back: bool,
    },
    Second {
        back: bool,
    },
    Seek(Time),
    /// Plays on to an instant at a speed, and pauses there.
    PlayTo(Time, u32),
    Marker {
        back: bool,
    },
    Skip(MarkerKind),
    At(Marker),
    Undo,
    Redo,
    Switch(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LabMsg {
    Hint,
    ShowMe,
    Reset,
    /// What is said at the end goes, the scene stays.
    CloseCard,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InspectMsg {
    Select(Selection),
    Invocation(Name, usize),
    /// From an invocation back to its delivery stream.
    Back,
    Tab(Tab),
    Verdict(Option<&'static str>),
    Page(usize),
    Decode(usize),
    /// Opens the road of the record at a byte of the open object, or closes it.
    Road(Option<u64>),
    /// The open object becomes a file of the learner's.
    Save,
    /// Shows a hundred more, older objects of a folder.
    Older(String),
    /// Opens or closes a folder of the selected bucket.
    Folder(String, bool),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TerminalMsg {
    Input(String),
    Enter,
    Older,
    Newer,
    Complete,
    /// The next older line with what was typed in it.
    Search,
}

/// What is remembered of learning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LearnMsg {
    /// The options that were chosen, in their order.
    Answered {
        question: String,
        options: Vec<usize>,
    },
    Predicted {
        lesson: String,
        option: usize,
    },
    ForgetAnswer {
        question: String,
    },
    /// Only questions of this era.
    QuizEra(Option<Era>),
    /// A screen of a lesson is open.
    Reached {
        lesson: String,
        screen: usize,
    },
    OpenStory(String),
}
