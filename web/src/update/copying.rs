//! Copying in the words of others.

use super::{engine, host};
use crate::model::{Ask, CopyMsg, Effect, Model, Task};

#[inline(never)]
pub(super) fn copied(model: &mut Model, msg: CopyMsg) -> Vec<Effect> {
    match msg {
        CopyMsg::Form(form) => {
            model.copying.form = form;
            vec![]
        }
        CopyMsg::Scene => {
            model.sheet = None;
            vec![engine(Ask::CopyScene)]
        }
        CopyMsg::Close => {
            model.copying.scene = None;
            vec![]
        }
        CopyMsg::Download => {
            let name = model.copying.form.file().to_owned();
            let text = model.copying.shown().map(str::to_owned);
            text.map(|text| host(Task::Download { name, bytes: text.into_bytes() })).into_iter().collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::api::copy::Form;

    use super::*;

    #[test]
    fn the_file_is_the_form_that_is_shown() {
        let mut model = (*crate::shell::Shell::new(std::collections::BTreeMap::new()).model).clone();
        assert_eq!(copied(&mut model, CopyMsg::Scene), [engine(Ask::CopyScene)]);
        assert_eq!(copied(&mut model, CopyMsg::Download), [], "nothing is there yet");
        model.copying.scene = Some(vec!["cli".to_owned(), "python".to_owned(), "yaml".to_owned()]);
        copied(&mut model, CopyMsg::Form(Form::CloudFormation));
        let file = Task::Download { name: "scene.yaml".to_owned(), bytes: b"yaml".to_vec() };
        assert_eq!(copied(&mut model, CopyMsg::Download), [host(file)]);
        copied(&mut model, CopyMsg::Close);
        assert_eq!(model.copying.shown(), None);
    }
}
