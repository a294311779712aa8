//! What is copied in the words of others: in which, and the scene's texts while its dialog is open.

use engine::api::copy::Form;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copying {
    /// What was chosen last.
    pub form: Form,
    /// The scene in each form, in the order of [`Form::ALL`]: as it was when the dialog was opened.
    pub scene: Option<Vec<String>>,
}

impl Default for Copying {
    fn default() -> Copying {
        Copying { form: Form::Cli, scene: None }
    }
}

impl Copying {
    /// The scene in the chosen form.
    pub fn shown(&self) -> Option<&str> {
        let place = Form::ALL.iter().position(|form| *form == self.form)?;
        self.scene.as_ref()?.get(place).map(String::as_str)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyMsg {
    Form(Form),
    /// Opens the dialog with the scene as it stands.
    Scene,
    Close,
    Download,
}
