//! How to use the platform, through each of its front doors.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use rusu_core::channel::{Channel, front_doors};
use rusu_core::code_rule::CanPosition;

use super::frame::{Asked, Frame};
use super::picture::Picture;
use super::render;
use crate::app::AppState;

/// One front door.
struct Door {
    name: &'static str,
    how: String,
    is_here: bool,
}

#[derive(Template)]
#[template(path = "how-to-use.html")]
pub(super) struct HowToUse {
    frame: Frame,
    /// Where a code can stand.
    pictures: Vec<Picture>,
    doors: Vec<Door>,
}

impl HowToUse {
    /// The page.
    pub fn new(asked: &Asked, is_sample: bool) -> Self {
        let frame = Frame::new(asked, "how-title", is_sample);
        let here = asked.channel().unwrap_or(Channel::PORTAL);
        let doors = front_doors().iter().map(|door| Door {
            name: door.name(frame.lang()),
            how: frame.t(&format!("door-{}", door.id)),
            is_here: door.id == here.as_str(),
        });
        let pictures = CanPosition::ALL.iter().map(|position| Picture::at(&frame, *position)).collect();
        Self { pictures, doors: doors.collect(), frame }
    }
}

/// `GET /how-to-use`.
pub(super) async fn get_how_to_use(State(app): State<AppState>, asked: Asked) -> Response {
    render::kept(&asked, &HowToUse::new(&asked, app.settings.sample_data))
}

#[cfg(test)]
mod tests {
    use rusu_core::texts::exists;

    use super::*;

    #[test]
    fn every_front_door_says_how_to_get_there_in_both_languages() {
        for door in front_doors() {
            assert!(exists(&format!("door-{}", door.id)), "{}", door.id);
        }
    }

    #[test]
    fn what_the_list_of_front_doors_tells_in_chinese_stands_on_the_page() {
        // The words between the arrows are what a person looks for on the screen.
        for door in front_doors() {
            let steps = door.how.split(['→', ';']).map(str::trim);
            let steps = steps.filter(|step| step.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)));
            let told = rusu_core::texts::plain(rusu_core::texts::Lang::Zh, &format!("door-{}", door.id));
            for step in steps {
                assert!(told.contains(step), "{} lacks {step}", door.id);
            }
        }
    }
}
