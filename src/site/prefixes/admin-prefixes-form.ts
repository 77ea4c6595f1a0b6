import { Problem } from '../../base/problem.ts';
import type { HttpHandler } from '../../http/exchange.ts';
import type { FormFields } from '../../http/form-body.ts';
import { originOf } from '../../http/request-origin.ts';
import { grantRequest, refuseRequest } from '../../packages/prefixes/decide-request.ts';
import { patternText } from '../../packages/prefixes/prefix-pattern.ts';
import { releasePrefix, reservePrefix } from '../../packages/prefixes/reserve-prefix.ts';
import { orShow } from '../or-show.ts';
import { form, requireAdministrator } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import type { Visit } from '../visit.ts';
import { previewPage, prefixPage, requestPage } from './admin-prefix-pages.tsx';
import type { PrefixPagesDeps } from './prefix-deps.ts';
import { packages } from './prefix-plan.tsx';
import { readWish } from './wish-fields.tsx';

/** `POST /Admin/Prefixes`: what the button says: reserve or change, release, grant, refuse. */
export function adminPrefixesForm(deps: PrefixPagesDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    requireAdministrator(visit);
    const done = async (work: Promise<string>) =>
      seeOther(visit.site.urls.adminPrefixes, [flash(deps, { kind: 'done', text: await work })]);
    const name = fields.text('action');
    const act = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (act === undefined) throw new Problem('bad_request', 'The form does not say what to do.');
    return orShow(
      () => done(act.run(deps, visit, fields)),
      (problem) => act.show(deps, visit, fields, problem),
    );
  });
}

interface Action {
  /** Gives what happened, as one sentence. */
  readonly run: (deps: PrefixPagesDeps, visit: Visit, fields: FormFields) => Promise<string>;
  /** The page that the form stands on, where it failed. */
  readonly show: (
    deps: PrefixPagesDeps,
    visit: Visit,
    fields: FormFields,
    problem: Problem,
  ) => ReturnType<typeof requestPage>;
}

const showRequest: Action['show'] = (deps, visit, fields, problem) => {
  const typed = { answer: fields.text('answer'), isPublic: fields.has('public') };
  return requestPage(deps, visit, { request: fields.text('request'), typed, problem });
};

const actions: Readonly<Record<string, Action>> = {
  reserve: {
    async run(deps, visit, fields) {
      const wish = readWish((name) => fields.text(name), fields.text('reserve'));
      const plan = await reservePrefix(deps, requireAdministrator(visit), wish, originOf(visit.request));
      const text = patternText(plan.pattern);
      if (!plan.changed) return `${text} is as it was.`;
      return `${text} is ${plan.before === undefined ? 'reserved' : 'changed'}. ${marks(plan.gains.length, plan.losses.length)}`;
    },
    // What can be mended stands on the page before.
    show(deps, visit, fields, problem) {
      const wish = readWish((name) => fields.text(name), fields.text('reserve'));
      return previewPage(deps, visit, wish, () => Promise.reject(problem));
    },
  },
  release: {
    async run(deps, visit, fields) {
      const viewer = requireAdministrator(visit);
      const plan = await releasePrefix(deps, viewer, fields.text('prefix'), originOf(visit.request));
      return `${patternText(plan.pattern)} is released. ${marks(0, plan.losses.length)}`;
    },
    show: (deps, visit, fields) => prefixPage(deps, visit, fields.text('prefix')),
  },
  grant: {
    async run(deps, visit, fields) {
      const viewer = requireAdministrator(visit);
      const wish = { request: fields.text('request'), answer: fields.text('answer'), isPublic: fields.has('public') };
      const plan = await grantRequest(deps, viewer, wish, originOf(visit.request));
      return `${patternText(plan.pattern)} is granted. ${marks(plan.gains.length, plan.losses.length)}`;
    },
    show: showRequest,
  },
  refuse: {
    async run(deps, visit, fields) {
      const wish = { request: fields.text('request'), answer: fields.text('answer') };
      const { prefix } = await refuseRequest(deps, requireAdministrator(visit), wish, originOf(visit.request));
      return `The request for ${prefix} is refused.`;
    },
    show: showRequest,
  },
};

function marks(gains: number, losses: number): string {
  if (gains === 0 && losses === 0) return 'No mark changes.';
  const got = gains === 0 ? [] : [`${packages(gains)} ${gains === 1 ? 'gets' : 'get'} the mark`];
  const lost = losses === 0 ? [] : [`${packages(losses)} ${losses === 1 ? 'loses' : 'lose'} it`];
  return `${[...got, ...lost].join(', ')}.`;
}
