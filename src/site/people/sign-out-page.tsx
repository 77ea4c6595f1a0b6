import { signOut } from '../../accounts/sessions/end-sessions.ts';
import type { HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { form, page } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { Button } from '../ui/button.tsx';
import { Form } from '../ui/form.tsx';
import { SESSION_COOKIE } from '../visit.ts';
import type { PeopleDeps } from './people-deps.ts';

/** `GET /signout`: a button, for who comes here by a link; a link alone changes nothing. */
export function signOutPage(deps: PeopleDeps): HttpHandler {
  return page(
    deps,
    (visit) => {
      const { urls } = visit.site;
      if (visit.viewer === undefined) return seeOther(urls.home);
      const body = (
        <>
          <h1>Sign out</h1>
          <p>You are signed in as {visit.viewer.name}.</p>
          <Form visit={visit} action={urls.signOut} layout="line" label="Sign out">
            <Button kind="primary">Sign out of {visit.site.name}</Button>
          </Form>
        </>
      );
      return html(visit, { title: 'Sign out', layout: 'narrow', body });
    },
    { isOpen: true },
  );
}

/** `POST /signout` */
export function signOutForm(deps: PeopleDeps): HttpHandler {
  return form(
    deps,
    async (visit) => {
      const { urls, isPrivate } = visit.site;
      if (visit.viewer !== undefined) await signOut(deps, visit.viewer, originOf(visit.request));
      const said = flash(deps, { kind: 'done', text: 'You are signed out.' });
      return seeOther(isPrivate ? urls.signIn : urls.home, [deps.cookies.clear(SESSION_COOKIE), said]);
    },
    { isOpen: true },
  );
}
