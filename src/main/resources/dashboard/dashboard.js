/* What a page cannot do by itself: times in the viewer's zone, and updates without reload. */
(() => {
  'use strict';

  /* Times ------------------------------------------------------------------------------------------------------- */

  const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
  const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
  const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

  function span(seconds) {
    const s = Math.floor(Math.abs(seconds));
    if (s < 60) return s + ' s';
    if (s < 3600) return Math.floor(s / 60) + ' min';
    if (s < 86400) return Math.floor(s / 3600) + ' h ' + Math.floor((s % 3600) / 60) + ' min';
    return Math.floor(s / 86400) + ' d';
  }

  function countdown(seconds) {
    const s = Math.floor(seconds);
    const two = (n) => String(n).padStart(2, '0');
    const hours = Math.floor(s / 3600);
    const rest = two(Math.floor((s % 3600) / 60)) + ':' + two(s % 60);
    return hours > 0 ? hours + ':' + rest : rest;
  }

  function words(element, now) {
    const at = new Date(element.dateTime);
    const seconds = (now - at) / 1000;
    switch (element.dataset.time) {
      case 'ago':
        if (seconds < -5) return 'in ' + span(seconds);
        return seconds < 5 ? 'just now' : span(seconds) + ' ago';
      case 'left':
        return seconds < 0 ? countdown(-seconds) : 'overdue ' + span(seconds);
      case 'clock':
        return at.toDateString() === new Date(now).toDateString() ? clock.format(at) : exact.format(at);
      default:
        return day.format(at);
    }
  }

  function tell(element, now) {
    const text = words(element, now);
    if (element.textContent !== text) element.textContent = text;
    if (!element.dataset.told) {
      element.dataset.told = 'yes';
      element.title = exact.format(new Date(element.dateTime));
    }
  }

  function tellAll(root) {
    const now = Date.now();
    root.querySelectorAll('time[data-time]').forEach((element) => tell(element, now));
  }

  /* Live -------------------------------------------------------------------------------------------------------- */

  const state = document.getElementById('link-state');
  const trouble = document.getElementById('trouble');
  const path = document.body.dataset.live;
  const patience = 4000;
  let stream = null;
  let interrupted = false;
  let later = null;

  function show(word) {
    if (!state || state.dataset.state === word) return;
    state.dataset.state = word;
    state.querySelector('.link-word').textContent = word === 'live' ? 'Live' : 'Reconnecting';
  }

  /* Whatever shows something live has hx-trigger="news from:body". */
  function changed() {
    htmx.trigger(document.body, 'news');
  }

  function connect() {
    if (stream || document.hidden) return;
    stream = new EventSource(path);
    stream.addEventListener('changed', changed);
    stream.onopen = () => {
      show('live');
      if (interrupted) changed(); // what happened meanwhile was told to nobody
      interrupted = false;
    };
    stream.onerror = () => {
      show('lost');
      if (!interrupted) changed(); // is it the stream, the service, or the session? the answer shows it
      interrupted = true;
      if (stream.readyState === EventSource.CLOSED) {
        disconnect();
        clearTimeout(later);
        later = setTimeout(connect, patience);
      }
    };
  }

  function disconnect() {
    if (stream) stream.close();
    stream = null;
  }

  /* A hidden tab listens to nothing: browsers allow six connections to one place for all tabs together. */
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      disconnect();
      interrupted = true;
    } else {
      connect();
    }
  });
  window.addEventListener('pagehide', disconnect);

  /* Trouble ----------------------------------------------------------------------------------------------------- */

  document.addEventListener('htmx:afterRequest', (event) => {
    if (trouble) trouble.hidden = event.detail.successful || (event.detail.xhr.status >= 400 && event.detail.xhr.status < 500);
  });

  /* A part that looks as before is left alone, and with it what is selected there. */
  const shown = new Map();
  document.addEventListener('htmx:beforeSwap', (event) => {
    const { target, serverResponse, requestConfig } = event.detail;
    if (!target.id) return;
    const asked = requestConfig.triggeringEvent && requestConfig.triggeringEvent.type;
    if (asked === 'news' && shown.get(target.id) === serverResponse) event.detail.shouldSwap = false;
    shown.set(target.id, serverResponse);
  });

  /*
   * Parts that come in one answer, each under its id: those that look as before are left alone, with what is typed and
   * selected in them, and what is unfolded in the others stays so.
   */
  document.querySelectorAll('[hx-swap-oob]').forEach((part) => {
    const copy = part.cloneNode(true);
    copy.removeAttribute('hx-swap-oob');
    shown.set(part.id, copy.outerHTML);
  });
  document.addEventListener('htmx:oobBeforeSwap', (event) => {
    const { target, fragment } = event.detail;
    const part = fragment.firstElementChild || fragment;
    part.removeAttribute('hx-swap-oob');
    const html = part.outerHTML;
    if (shown.get(target.id) === html) event.detail.shouldSwap = false;
    shown.set(target.id, html);
    target.querySelectorAll('details[open][id]').forEach((open) => {
      const again = part.querySelector('#' + CSS.escape(open.id));
      if (again) again.open = true;
    });
  });
  document.addEventListener('htmx:oobAfterSwap', () => tellAll(document));

  /* What a badge says goes away by the Escape key, until it is pointed at again. */
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') document.querySelectorAll('.tipped').forEach((badge) => badge.classList.add('is-quiet'));
  });
  ['pointerout', 'focusout'].forEach((left) => document.addEventListener(left, (event) => {
    const badge = event.target.closest && event.target.closest('.tipped.is-quiet');
    if (badge && !badge.contains(event.relatedTarget)) badge.classList.remove('is-quiet');
  }));

  /* A filter that is not set stays out of the address. */
  document.addEventListener('htmx:configRequest', (event) => {
    const { verb, parameters } = event.detail;
    if (verb === 'get') Object.keys(parameters).filter((name) => parameters[name] === '').forEach((name) => delete parameters[name]);
  });

  /* What was sent is not sent again by a second click; coming back to the page makes it new. */
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!('once' in form.dataset)) return;
    if (form.dataset.once === 'sent') event.preventDefault();
    form.dataset.once = 'sent';
  });
  window.addEventListener('pageshow', () => {
    document.querySelectorAll('form[data-once]').forEach((form) => { form.dataset.once = ''; });
  });

  document.addEventListener('htmx:afterSwap', () => tellAll(document));
  document.addEventListener('htmx:oobAfterSwap', () => tellAll(document));
  tellAll(document);
  setInterval(() => { if (!document.hidden) tellAll(document); }, 1000);
  if (path) {
    connect();
    // what no event tells of, such as a heartbeat that fails to come
    setInterval(() => { if (!document.hidden) changed(); }, 15000);
  }
})();
