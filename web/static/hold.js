// What a person does in the first moment of a first visit, while the second half of the program is on its way: it is
// kept, "Loading…" says so, and it is done when that half is there. Nothing freezes: the scene plays on.

const again = ({ type, target }) => target.dispatchEvent(new Event(type, { bubbles: true }));
// What is done again, each in its own way; the rest (a pointer on its way, a key let go) is only left out.
const AGAIN = {
  click: ({ target }) => target.isConnected && target.click(),
  keydown: (event) => (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', event)),
  change: again,
  input: again,
  hashchange: (event) => dispatchEvent(new HashChangeEvent('hashchange', event)),
};
const LEFT_OUT = [
  'auxclick', 'beforeinput', 'blur', 'cancel', 'close', 'contextmenu', 'dblclick', 'drop', 'focus', 'focusin', 'focusout',
  'keyup', 'mousedown', 'mouseenter', 'mouseleave', 'mousemove', 'mouseout', 'mouseover', 'mouseup', 'pointercancel',
  'pointerdown', 'pointerenter', 'pointerleave', 'pointermove', 'pointerout', 'pointerover', 'pointerup', 'scroll', 'submit',
  'touchend', 'touchmove', 'touchstart', 'wheel',
];

/** Keeps what is done until `begin` has ended well; it is called anew when something is done after it did not. */
export function hold(begin) {
  const kept = [];
  let notice;
  const tell = (text) => {
    if (!notice) {
      notice = document.createElement('p');
      notice.setAttribute('role', 'status');
      notice.className = 'card kept-back';
      document.body.append(notice);
    }
    notice.textContent = text;
  };
  const types = [...Object.keys(AGAIN), ...LEFT_OUT];
  const keep = (event) => {
    // The keys that move the focus and scroll are the browser's own.
    if (event.type === 'keydown' && /^(Tab|Shift|Control|Alt|Meta|Page|Home|End)/.test(event.key)) return;
    event.stopImmediatePropagation();
    // A touch may still scroll.
    if (['click', 'keydown', 'submit', 'drop'].includes(event.type)) event.preventDefault();
    if (!(event.type in AGAIN)) return;
    kept.push(event);
    tell('Loading…');
    go();
  };
  let going;
  const go = () => {
    going ??= begin().then((there) => {
      going = undefined;
      if (!there) {
        // Done when it is there, or not at all: whoever tries again means that.
        kept.length = 0;
        if (notice) tell('The rest of the program could not be loaded: is the network there? Try again.');
        return;
      }
      types.forEach((type) => removeEventListener(type, keep, true));
      notice?.remove();
      kept.forEach((event) => AGAIN[event.type](event));
    });
    return going;
  };
  types.forEach((type) => addEventListener(type, keep, true));
  return go;
}
