import type { KeyOwner } from '../../accounts/keys/key-lists.queries.ts';
import { MAX_KEY_NAME_LENGTH } from '../../accounts/keys/key-wish.ts';
import { isSignInFresh } from '../../accounts/relation.ts';
import type { Problem } from '../../base/problem.ts';
import { requireViewer } from '../page.ts';
import { withQuery } from '../site-urls.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { RadioGroup } from '../ui/choices.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field, Select } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { Notice } from '../ui/notice.tsx';
import { Section } from '../ui/section.tsx';
import type { Visit } from '../visit.ts';
import { PackageFields, ScopeFields } from './key-fields.tsx';
import type { OfferedPackages } from './offered-packages.ts';
import type { TypedKey } from './typed-key.ts';

const LIVES = [1, 7, 30, 90, 180, 365];
const USUAL_LIFE = 90;

export interface CreateForm {
  readonly owners: readonly KeyOwner[];
  readonly offered: OfferedPackages;
  /** What administrators allow. */
  readonly mostDays: number;
  readonly typed: TypedKey | undefined;
  readonly problem: Problem | undefined;
}

export function emptyKey(owner: string): TypedKey {
  return {
    name: '',
    owner,
    isOrganizations: false,
    days: '',
    exactDays: '',
    scopes: [],
    picked: [],
    glob: '',
    find: '',
  };
}

/** "Create": closed, unless there is nothing else to do here or something is wrong with it. */
export function CreateSection(props: { readonly visit: Visit; readonly form: CreateForm; readonly isOpen: boolean }) {
  const { visit, form, isOpen } = props;
  return (
    <Section title="Create" state="A key for a build or a tool" isOpen={isOpen} id="create">
      {mayFill(visit) ? <CreateFields visit={visit} form={form} /> : <ConfirmFirst visit={visit} />}
    </Section>
  );
}

/** Whether a form that makes or changes a key would be taken. */
export function mayFill(visit: Visit): boolean {
  const viewer = requireViewer(visit);
  return viewer.isConfirmed && isSignInFresh(viewer, visit.now);
}

/** Nobody is to fill a form that is refused in the end. */
export function ConfirmFirst({ visit }: { readonly visit: Visit }) {
  const { urls } = visit.site;
  if (!requireViewer(visit).isConfirmed) {
    return (
      <Notice kind="info" title="Confirm your email address first.">
        <p>Keys publish, and nothing is published for an address that nobody has confirmed.</p>
        <p>
          <ButtonLink href={urls.confirmationRequired}>Confirm your address</ButtonLink>
        </p>
      </Notice>
    );
  }
  return (
    <Notice kind="info" title="Confirm that it is you first.">
      <p>Your last sign-in was more than an hour ago, and keys let others act in your name.</p>
      <p>
        <ButtonLink href={withQuery(urls.signInAgain, { return: pathHere(visit) })}>Confirm that it is you</ButtonLink>
      </p>
    </Notice>
  );
}

function pathHere({ request }: Visit): string {
  return request.url.split('?')[0] ?? '/';
}

function CreateFields({ visit, form }: { readonly visit: Visit; readonly form: CreateForm }) {
  const { owners, offered, mostDays, problem } = form;
  // Where there is nothing to tick yet, every package is what somebody means who is about to push a first one.
  const typed = form.typed ?? { ...emptyKey(owners[0]?.name ?? ''), glob: offered.ids.length === 0 ? '*' : '' };
  const faults = problem?.faults ?? [];
  return (
    <Form visit={visit} action={visit.site.urls.apiKeys} label="Create an API key">
      <ErrorSummary message={problem?.message} faults={faults} />
      <Field
        name="name"
        label="Key name"
        hint="What uses it, so that you know it again."
        required
        maxLength={MAX_KEY_NAME_LENGTH}
        value={typed.name}
        error={faultAt(faults, 'name')}
      />
      <OwnerFields owners={owners} typed={typed} />
      <LifeFields typed={typed} mostDays={mostDays} error={faultAt(faults, 'days')} />
      <ScopeFields typed={typed} faults={faults} />
      <PackageFields typed={typed} offered={offered} faults={faults} />
      <p class="row">
        <Button kind="primary">Create</Button>
      </p>
    </Form>
  );
}

function OwnerFields({ owners, typed }: { readonly owners: readonly KeyOwner[]; readonly typed: TypedKey }) {
  const administered = owners.filter(({ role }) => role === 'administrator').map(({ name }) => name);
  return (
    <>
      <Select
        name="owner"
        label="Package owner"
        hint="The key reaches packages of this account, and new ids become its own."
        options={owners.map(({ name }) => ({ value: name, label: name }))}
        value={typed.owner}
      />
      {administered.length > 0 && (
        <RadioGroup
          name="holder"
          label="Whose key it is"
          hint={`Only for an organization: you administer ${namesOf(administered)}.`}
          options={[
            { value: 'person', label: 'Mine', hint: 'It acts as you, and ends when you leave the organization.' },
            {
              value: 'organization',
              label: 'The organization’s own',
              hint: 'It outlives memberships. Its administrators regenerate it; when somebody who saw its text leaves, they must.',
            },
          ]}
          value={typed.isOrganizations ? 'organization' : 'person'}
        />
      )}
    </>
  );
}

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

interface LifeProps {
  readonly typed: TypedKey;
  readonly mostDays: number;
  readonly error: string | undefined;
}

function LifeFields({ typed, mostDays, error }: LifeProps) {
  const lives = [...new Set([...LIVES.filter((days) => days <= mostDays), mostDays])].toSorted((a, b) => a - b);
  const usual = String(Math.min(USUAL_LIFE, mostDays));
  return (
    <div class="row">
      <Select
        name="days"
        label="Expires"
        options={lives.map((days) => ({ value: String(days), label: days === 1 ? 'In 1 day' : `In ${days} days` }))}
        value={typed.days === '' ? usual : typed.days}
        error={error}
      />
      <Field
        name="exactDays"
        type="number"
        inputMode="numeric"
        label="Or after exactly so many days"
        min={1}
        max={mostDays}
        size="short"
        value={typed.exactDays}
      />
    </div>
  );
}
