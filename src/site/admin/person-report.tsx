import type { ComponentChildren } from 'preact';
import type { AccountReport } from '../../accounts/administration/read-accounts.ts';
import type { Problem } from '../../base/problem.ts';
import { withQuery, type SiteUrls } from '../site-urls.ts';
import { Button } from '../ui/button.tsx';
import { Crumbs } from '../ui/crumbs.tsx';
import { DefinitionList, type Definition } from '../ui/definition-list.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { Form } from '../ui/form.tsx';
import { dateText } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';
import { Status } from './people-page.tsx';

interface PersonReportProps {
  readonly visit: Visit;
  readonly report: AccountReport;
  readonly isSelf: boolean;
  readonly problem: Problem | undefined;
}

/** An account with what it has, and a button for each thing that an administrator can do about it. */
export function PersonReport({ visit, report, isSelf, problem }: PersonReportProps) {
  const { urls } = visit.site;
  const { account } = report;
  const status = account.status === 'locked' ? 'locked' : 'active';
  const trail = [{ label: 'People', href: urls.adminPeople }];
  return (
    <>
      <Crumbs trail={trail} here={account.name} />
      <h1>{account.name}</h1>
      <Status account={{ ...account, status, emailConfirmedAt: report.emailConfirmedAt }} />
      <ErrorSummary message={problem?.message} faults={problem?.faults ?? []} />
      <DefinitionList items={account.kind === 'person' ? personFacts(report) : organizationFacts(report)} />
      <p class="row">
        <a href={withQuery(urls.adminAudit, { subject: `account:${account.name}` })}>What was done to this account</a>
        <a href={withQuery(urls.adminAudit, { actor: account.name })}>What it did</a>
      </p>
      {report.organizations.length > 0 && <Organizations urls={urls} report={report} />}
      <h2>What can be done</h2>
      <div class="stack">
        {tasksFor(report, isSelf).map((task) => (
          <TaskForm visit={visit} action={urls.adminPerson(account.name)} task={task} />
        ))}
      </div>
    </>
  );
}

function personFacts(report: AccountReport): Definition[] {
  const { account, counts, factors, unconfirmedEmail, hasPassword, createdAt } = report;
  const none = 'none';
  return [
    { term: 'Email address', value: account.email },
    ...(unconfirmedEmail === null ? [] : [{ term: 'To be confirmed', value: unconfirmedEmail }]),
    { term: 'Password', value: hasPassword ? 'yes' : none },
    { term: 'Passkeys', value: factors.passkeys.length === 0 ? none : String(factors.passkeys.length) },
    { term: 'Authenticator app', value: factors.app === undefined ? none : 'yes' },
    { term: 'Recovery codes left', value: String(factors.recoveryCodesLeft) },
    { term: 'Single sign-on', value: counts.identities === 0 ? none : 'yes' },
    { term: 'Sessions', value: counts.sessions.toLocaleString('en') },
    { term: 'API keys that work', value: counts.keys.toLocaleString('en') },
    { term: 'Package ids', value: counts.packages.toLocaleString('en') },
    { term: 'Since', value: dateText(createdAt) },
  ];
}

function organizationFacts({ account, counts, createdAt }: AccountReport): Definition[] {
  return [
    { term: 'Email address', value: account.email },
    { term: 'Members', value: counts.members.toLocaleString('en') },
    { term: 'API keys that work', value: counts.keys.toLocaleString('en') },
    { term: 'Package ids', value: counts.packages.toLocaleString('en') },
    { term: 'Since', value: dateText(createdAt) },
  ];
}

function Organizations({ urls, report }: { readonly urls: SiteUrls; readonly report: AccountReport }) {
  return (
    <>
      <h2>Organizations</h2>
      <ul>
        {report.organizations.map(({ name, role }) => (
          <li>
            <a href={urls.adminPerson(name)}>{name}</a>, {role}
          </li>
        ))}
      </ul>
    </>
  );
}

interface Task {
  readonly action: string;
  readonly button: string;
  /** What it does, so that nobody has to find out by doing it. */
  readonly meaning: ComponentChildren;
  readonly isDangerous?: boolean;
}

const LOCK: Task = {
  action: 'lock',
  button: 'Lock account',
  meaning:
    'Nobody signs in as it any more, its sessions end, and every API key that is its own or acts for it is refused. What it published stays.',
  isDangerous: true,
};

const UNLOCK: Task = {
  action: 'unlock',
  button: 'Unlock account',
  meaning: 'Signing in and API keys work again. Sessions that ended stay ended.',
};

const MAKE_ADMINISTRATOR: Task = {
  action: 'make-administrator',
  button: 'Make administrator of the gallery',
  meaning: 'May see and change everything that you can.',
  isDangerous: true,
};

const UNMAKE_ADMINISTRATOR: Task = {
  action: 'unmake-administrator',
  button: 'Take administration away',
  meaning: 'Is a person like others from then on.',
  isDangerous: true,
};

const RESET_PASSWORD: Task = {
  action: 'reset-password',
  button: 'Send a link for a new password',
  meaning: 'By mail, to the address above. The link holds for an hour, and the password of now until it is used.',
};

const END_SESSIONS: Task = {
  action: 'end-sessions',
  button: 'Sign out everywhere',
  meaning: 'Ends every session. API keys go on working.',
};

const REMOVE_FACTORS: Task = {
  action: 'remove-factors',
  button: 'Remove all second factors',
  meaning:
    'For somebody who has lost them: the password alone is asked for then. Make sure by another way than mail that it is them who ask.',
  isDangerous: true,
};

/** What can be done about this account now, by this administrator. */
function tasksFor({ account, factors }: AccountReport, isSelf: boolean): Task[] {
  const isLocked = account.status === 'locked';
  const lock = isLocked ? [UNLOCK] : isSelf ? [] : [LOCK];
  if (account.kind === 'organization') return lock;
  const hasFactors = factors.passkeys.length > 0 || factors.app !== undefined || factors.recoveryCodesLeft > 0;
  return [
    ...(isLocked ? [] : [RESET_PASSWORD, END_SESSIONS]),
    ...(hasFactors && !isSelf ? [REMOVE_FACTORS] : []),
    ...(account.isAdministrator ? [UNMAKE_ADMINISTRATOR] : isLocked ? [] : [MAKE_ADMINISTRATOR]),
    ...lock,
  ];
}

function TaskForm({ visit, action, task }: { readonly visit: Visit; readonly action: string; readonly task: Task }) {
  return (
    <Form visit={visit} action={action} layout="line" label={task.button}>
      <Button kind={task.isDangerous === true ? 'danger' : 'plain'} name="action" value={task.action}>
        {task.button}
      </Button>
      <span class="muted">{task.meaning}</span>
    </Form>
  );
}
