use super::*;

fn read(search: &str, hash: &str) -> Switches {
    let (switches, wrong) = Switches::read(search, hash);
    assert_eq!(wrong, Vec::<String>::new());
    switches
}

fn wrong(search: &str) -> String {
    let (_, wrong) = Switches::read(search, "");
    wrong.join(" | ")
}

#[test]
fn switches_stand_before_and_behind_the_hash() {
    let all = read("?era=2020&seed=7&speed=60&present&embed&hide=dock,inspector&lock", "#/");
    assert_eq!((all.era, all.seed, all.speed), (Some(Era::Y2020), Some(7), Some(60)));
    assert!(all.present && all.embed && all.lock && all.at.is_none());
    assert!(all.hides(Part::Dock) && all.hides(Part::Inspector) && !all.hides(Part::Header));
    let behind = read("?speed=10&lock", "#/s/1.abc?speed=60&at=83412077us&lock=off");
    assert_eq!((behind.speed, behind.at, behind.lock), (Some(60), Some(Time(83_412_077)), false));
    assert_eq!(read("?hide=dock%2Cheader", "").hide.len(), 2);
    assert_eq!(read("", "#/learn"), Switches::default());
    assert_eq!(read("?", "#/?"), Switches::default());
}

#[test]
fn what_is_wrong_is_named_with_its_reason_and_the_rest_holds() {
    assert!(
        wrong("?sped=3").contains("`sped` is left out: there is none of this name. There are era, seed,")
    );
    assert!(wrong("?speed=0").contains("`0` does not fit. It takes a whole number from 1 to 3,600"));
    assert!(wrong("?speed=3601").contains("does not fit"));
    assert!(wrong("?speed").contains("it has no value"));
    assert!(wrong("?era=2019").contains("2018, 2020, today"));
    assert!(wrong("?seed=-1").contains("does not fit"));
    assert!(wrong("?at=8d").contains("at most 7d"));
    assert!(wrong("?at=90").contains("does not fit"));
    assert!(wrong("?lock=perhaps").contains("on (also without a value) or off"));
    assert!(wrong("?hide=dock,roof").contains("header, palette, goals"));
    assert!(wrong("?era=%2").contains("percent sign"));
    assert!(wrong("?era=%ff").contains("not text"));
    let (switches, wrong) = Switches::read("?era=2019&speed=60&x=1", "");
    assert_eq!((switches.speed, switches.era, wrong.len()), (Some(60), None, 2));
    // However long what stands there is, the sentence is not.
    let long = Switches::read(&format!("?{}=1", "y".repeat(10_000)), "").1;
    assert!(long[0].len() < 250, "{}", long[0].len());
}

#[test]
fn every_row_of_the_table_can_be_read() {
    for switch in SWITCHES {
        let value = match switch.kind {
            Kind::Era => "2018".to_owned(),
            Kind::Whole { least, most } => {
                read(&format!("{}={most}", switch.name), "");
                least.to_string()
            }
            Kind::Time { most } => engine::kernel::units::print_span(most),
            Kind::Flag => "on".to_owned(),
            Kind::Parts => Part::ALL.map(Part::word).join(","),
        };
        let changed = read(&format!("{}={value}", switch.name), "");
        assert_ne!(changed, Switches::default(), "{}", switch.name);
    }
}
