import { muteMail } from '../../accounts/people/mute-mail.ts';
import type { HttpHandler } from '../../http/exchange.ts';
import type { FormFields } from '../../http/form-body.ts';
import { originOf } from '../../http/request-origin.ts';
import type { Database } from '../../storage/database.ts';
import { form, requireViewer } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import type { SiteDeps } from '../site-deps.ts';
import type { Visit } from '../visit.ts';

export interface NotificationDeps extends SiteDeps {
  readonly database: Database;
}

/** `POST /account/subscription/change` */
export function changeNotificationsForm(deps: NotificationDeps): HttpHandler {
  return form(deps, async (visit, fields) => {
    await save(deps, visit, fields, requireViewer(visit).name);
    const said = { kind: 'done', text: 'Your choice of mails is saved.' } as const;
    return seeOther(visit.site.urls.account, [flash(deps, said)]);
  });
}

/** `POST /organization/:name/subscription/change` */
export function changeOrganizationNotificationsForm(deps: NotificationDeps): HttpHandler {
  return form(deps, async (visit, fields) => {
    const name = visit.request.params['name'] ?? '';
    await save(deps, visit, fields, name);
    const said = { kind: 'done', text: `The mails that come to ${name} are saved.` } as const;
    return seeOther(visit.site.urls.organization(name), [flash(deps, said)]);
  });
}

function save(deps: NotificationDeps, visit: Visit, fields: FormFields, account: string): Promise<void> {
  const wish = { account, wanted: fields.all('mail') };
  return muteMail(deps, requireViewer(visit), wish, originOf(visit.request));
}
