//! What is to be done outside the model, as data.

use engine::command::Command;
use engine::era::Era;
use engine::names::Name;
use engine::tools::Tool;
use engine::view::Which;
use engine::worlds::Knob;

use super::{DataAsk, MakingAsk, Msg, Of, Picture, Place, Prefs, Run, Theme, TimeMsg, What};
use crate::content::Part;
use crate::route::Route;

/// What is to be done outside the model, as data.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Engine(Ask),
    Host(Task),
}

/// What the driver is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    Time(TimeMsg),
    Act(Vec<Command>),
    /// Try this source of a function on its last invocation.
    Try(Name, String),
    Terminal(String),
    Why(Of),
    Passport(Which),
    /// Two worlds, from the start or from now on.
    Compare(Knob, bool),
    EndCompare {
        keep: bool,
    },
    NameBranch(Option<usize>, String),
    DeleteBranch(usize),
    /// The road of the record at a byte of an object.
    Road(Name, String, u64),
    /// The bytes of an object as they lie in the bucket: bucket and key.
    Bytes(Name, String),
    /// The scene of a place: as it was left, or from its start.
    Open {
        place: Place,
        afresh: bool,
    },
    Story(String),
    BringBack,
    /// The scene as it stands when the first scene's question is asked.
    KeepQuestion,
    BackToQuestion,
    Era(Era),
    Restart,
    ShowMe,
    WaitForRefusal(bool),
    Share(What),
    Making(MakingAsk),
    Picture(Picture),
    CopyScene,
    /// What an endpoint answered.
    Hear(String),
    Unfollow,
    /// Of what is kept.
    Data(DataAsk),
    Save,
}

/// What the browser is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    Go(Route),
    /// The address changes, the page does not.
    Replace(Route),
    Title(String),
    Theme(Theme),
    /// Motion, contrast and keys as the settings say.
    Look(Prefs),
    Focus(&'static str),
    Copy(String),
    Download {
        name: String,
        bytes: Vec<u8>,
    },
    Store {
        key: String,
        text: String,
    },
    Remove {
        key: String,
    },
    /// Save the scene when things have been quiet for a moment.
    SaveSoon,
    After {
        ms: u32,
        msg: Box<Msg>,
    },
    /// Copies the whole address of this hash, without switches before it.
    CopyLink(String),
    /// Copies the lines with which another page shows this hash.
    CopyFrame(String),
    /// Tells the page around this one, if its origin may hear it.
    Post {
        text: String,
        to: Option<String>,
    },
    /// Dresses the shapes of a scene as the page shows them, and saves the picture.
    Picture {
        picture: Picture,
        name: String,
        title: String,
        svg: String,
    },
    /// Ask an endpoint, and say [`WatchMsg::Answered`](super::WatchMsg::Answered) with this ticket.
    Watch {
        url: String,
        ticket: u64,
    },
    /// Let the newer build take over.
    TakeVersion,
    /// Erase the page's own files, and say [`DataMsg::FilesErased`](super::DataMsg::FilesErased).
    EraseFiles,
    /// Fetch content, and say [`Msg::Fetched`].
    Fetch(Part),
    /// Load these tools, and say [`Msg::Lent`].
    Lend(Vec<Tool>),
    /// Run a function, and say [`Msg::Ran`].
    Run(Run),
    /// Keep the terminal's last line in sight.
    ScrollTerminal,
}
