//! Halves run as the whole does: small modules, any of whose parts may go, against themselves.

use wasmi::{Caller, Engine, Linker, Module as Loaded, Store, Val};

use crate::body;
use crate::cold::Part;
use crate::halves::Plan;
use crate::module::Module;
use crate::names::{List, fnv};

/// Every way out of a part: falling, branches to blocks and loops, tables of them, returns with and without a value,
/// traps; parts that write what is read later, and what is not; calls in both directions.
const WAYS: &str = r#"(module
  (import "page" "twice" (func $twice (param i32) (result i32)))
  (memory (export "mem") 1)
  (type $one (func (param i32) (result i32)))
  (table 1 funcref)
  (elem (i32.const 0) $leaf)
  (global $g (export "g") (mut i32) (i32.const 3))
  (func $leaf (export "leaf") (param i32) (result i32)
    (if (result i32) (i32.gt_s (local.get 0) (i32.const 4))
      (then (i32.mul (local.get 0) (i32.const 3)))
      (else (i32.add (call $twice (local.get 0)) (global.get $g)))))
  (func $falls (export "falls") (param i32 i32) (result i32) (local i32 i64)
    block
      block
        local.get 0
        br_if 0
        local.get 1
        i32.const 7
        i32.add
        local.set 2
        i64.const 5
        local.set 3
      end
      local.get 1
      br_if 0
      local.get 2
      i32.const 0
      call_indirect (type $one)
      local.set 2
    end
    local.get 2
    local.get 3
    i32.wrap_i64
    i32.add)
  (func $table (export "table") (param i32 i32) (result i32) (local i32)
    block
      block
        block
          block
            local.get 0
            br_table 0 1 2 3 1
          end
          local.get 1
          i32.const 100
          i32.add
          return
        end
        local.get 1
        local.set 2
        local.get 1
        i32.const 1
        i32.and
        br_if 1
        i32.const 2
        local.set 2
        br 1
      end
      local.get 1
      call $leaf
      local.set 2
      local.get 2
      i32.const 20
      i32.gt_s
      br_if 0
      unreachable
    end
    local.get 2)
  (func $loops (export "loops") (param i32 i32) (result i32) (local i32 i32)
    loop
      local.get 2
      i32.const 1
      i32.add
      local.tee 2
      local.get 0
      i32.lt_s
      if
        local.get 3
        local.get 2
        call $leaf
        i32.add
        local.set 3
        local.get 2
        i32.const 9
        i32.gt_s
        if
          local.get 3
          return
        end
        br 1
      else
        local.get 1
        i32.const 1
        i32.sub
        local.tee 1
        i32.const 0
        i32.gt_s
        br_if 1
        i32.const 1000
        local.set 3
      end
    end
    local.get 3)
  (func $tables (export "tables") (param i32 i32) (result i32) (local i32)
    loop
      block
        block
          local.get 1
          i32.const 5
          i32.lt_s
          br_if 0
          local.get 1
          i32.const 4
          i32.sub
          local.tee 1
          local.get 0
          i32.const 3
          i32.and
          br_table 1 2 0 1
        end
        global.get $g
        i32.const 1
        i32.add
        global.set $g
        local.get 2
        local.get 1
        i32.sub
        local.set 2
        br 0
      end
    end
    local.get 2
    i32.const 0
    local.get 1
    i32.store
    local.get 1
    i32.add)
  (func $around (export "around") (param i32 i32) (result i32) (local i32 i32)
    block
      loop
        local.get 3
        i32.const 1
        i32.add
        local.set 3
        local.get 3
        i32.const 50
        i32.gt_s
        br_if 1
        local.get 2
        local.get 3
        i32.add
        local.set 2
        local.get 2
        local.get 0
        i32.lt_s
        br_if 0
        local.get 1
        i32.const 1
        i32.sub
        local.set 1
        local.get 1
        i32.const 0
        i32.gt_s
        br_if 0
        local.get 2
        i32.const 5
        i32.add
        local.set 2
      end
      local.get 2
      i32.const 1
      i32.shl
      local.set 2
    end
    local.get 2
    local.get 3
    i32.sub)
  (func $values (export "values") (param i32 i32) (result i32)
    block
      local.get 0
      br_if 0
      local.get 1
      i32.const 3
      i32.add
      br 1
    end
    block
      local.get 1
      i32.const 3
      i32.lt_s
      br_if 0
      local.get 0
      local.get 1
      i32.const 6
      i32.eq
      br_if 1
      drop
    end
    i32.const 5
    block
      local.get 0
      br_if 0
      i32.const 9
      global.set $g
    end
    local.get 0
    i32.add)
  (func $effect (export "effect") (param i32 i32) (result i32)
    local.get 0
    local.get 1
    call $nothing
    i32.const 0
    i32.load)
  (func $nothing (param i32 i32) (local i32)
    block
      local.get 0
      i32.eqz
      br_if 0
      local.get 1
      i32.const 2
      i32.lt_s
      if
        i32.const 0
        local.get 1
        i32.store
        return
      end
      i32.const 0
      local.get 0
      i32.store
      local.get 1
      i32.const 6
      i32.eq
      br_if 1
      i32.const 0
      i32.const 77
      i32.store
    end
    global.get $g
    local.set 2
    i32.const 0
    i32.const 0
    i32.load
    local.get 2
    i32.add
    i32.store))"#;

const INPUTS: [i32; 7] = [0, 1, 2, 3, 6, 9, 40];

fn any(_: usize, _: &Part) -> bool {
    true
}

/// What the exports of two numbers answer, and how the global stands: `None` where it traps.
type Answers = Vec<(String, i32, i32, Option<i32>, i32)>;

fn answers(engine: &Engine, first: &[u8], second: Option<&[u8]>) -> Answers {
    let mut all = Answers::new();
    let names = ["falls", "table", "loops", "tables", "around", "values", "effect"];
    let loaded = Loaded::new(engine, first).expect("the first half is valid");
    let second = second.map(|bytes| Loaded::new(engine, bytes).expect("the second half is valid"));
    for name in names {
        for (a, b) in INPUTS.iter().flat_map(|a| INPUTS.map(|b| (*a, b))) {
            let mut store = Store::new(engine, ());
            let mut linker = Linker::new(engine);
            let second = second.clone();
            // As the page does it: made when the first half asks for it, not before.
            let load = move |mut caller: Caller<'_, ()>| {
                let own = second.as_ref().expect("only halves ask");
                let mut linker = Linker::new(caller.engine());
                for import in own.imports() {
                    let lent = caller.get_export(import.name()).expect("the first half lends it");
                    linker.define(import.module(), import.name(), lent).expect("once");
                }
                linker.instantiate_and_start(&mut caller, own).expect("it fits");
                let there =
                    caller.get_export("later_there").and_then(wasmi::Extern::into_global).expect("exported");
                there.set(&mut caller, Val::I32(1)).expect("it may be set");
            };
            linker.func_wrap("page", "twice", |number: i32| 2 * number).expect("once");
            linker.func_wrap("later", "load", load).expect("once");
            let made = linker.instantiate_and_start(&mut store, &loaded).expect("it fits");
            let function = made.get_typed_func::<(i32, i32), i32>(&store, name).expect("exported");
            let answer = function.call(&mut store, (a, b)).ok();
            let global = made.get_global(&store, "g").expect("exported").get(&store).i32().expect("a number");
            all.push((name.to_owned(), a, b, answer, global));
        }
    }
    all
}

/// A list on which every function stands, each with only these of its points reached.
fn reached(module: &Module<'_>, bits: impl Fn(u32) -> u32) -> List {
    let mut text = String::new();
    for (body, index) in module.bodies.iter().zip(module.imported..) {
        let (structure, points) = body::structure(body).expect("a body");
        assert!(points < 32);
        text += &format!("{:x} {structure:x} {:x}\n", fnv(module.names[&index].as_bytes()), bits(index) | 1);
    }
    List::read(&text).expect("a list")
}

#[test]
fn whatever_parts_go_the_halves_answer_as_the_whole() {
    let bytes = wat::parse_str(WAYS).expect("a module");
    let module = Module::read(&bytes).expect("a module");
    let engine = Engine::default();
    let whole = answers(&engine, &bytes, None);
    assert!(whole.iter().any(|(.., answer, _)| answer.is_none()), "one way ends in a trap");
    let mut seed = 20_261_122_u32;
    let mut parts = 0;
    let mut sets: Vec<u32> = vec![0, !0];
    for _ in 0..60 {
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        sets.push(seed);
    }
    for set in sets {
        let list = reached(&module, |function| set.rotate_left(7 * function));
        let plan = Plan::of(&module, &list, any).expect("a plan");
        parts += plan.parts().count();
        let [first, second] = plan.write().expect("two valid modules");
        assert_eq!(answers(&engine, &first, Some(&second)), whole, "points {set:x}");
    }
    assert!(parts > 100, "{parts} parts went");
}

#[test]
fn functions_that_are_not_listed_go_whole_and_answer_as_before() {
    let bytes = wat::parse_str(WAYS).expect("a module");
    let module = Module::read(&bytes).expect("a module");
    let engine = Engine::default();
    let list = List::read("# nothing is called\n").expect("a list");
    let plan = Plan::of(&module, &list, any).expect("a plan");
    assert!(plan.goes.iter().filter(|goes| **goes).count() > 4);
    let [first, second] = plan.write().expect("two valid modules");
    assert!(first.len() < second.len());
    assert_eq!(answers(&engine, &first, Some(&second)), answers(&engine, &bytes, None));
}

#[test]
fn a_function_of_other_constructs_than_listed_stays_whole() {
    let bytes = wat::parse_str(WAYS).expect("a module");
    let module = Module::read(&bytes).expect("a module");
    let text: String =
        module.names.values().map(|name| format!("{:x} 0 1\n", fnv(name.as_bytes()))).collect();
    let plan = Plan::of(&module, &List::read(&text).expect("a list"), any).expect("a plan");
    assert_eq!((plan.parts().count(), plan.goes.contains(&true)), (0, false));
}
