import { changeSetting } from '../../accounts/settings/change-setting.ts';
import { listSettings, type SettingState } from '../../accounts/settings/list-settings.ts';
import { settingDefinitions, type SettingDefinition } from '../../accounts/settings/settings.ts';
import type { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page, requireAdministrator } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field, Select, TextArea } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { dateText } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminTabs } from './admin-tabs.tsx';

const MAX_VALUE_LENGTH = 100;

/** `GET /Admin/Settings`: what administrators decide, one form each. */
export function settingsPage(deps: AdminDeps): HttpHandler {
  return page(deps, (visit) => {
    requireAdministrator(visit);
    return showSettings(deps, visit, {});
  });
}

/** `POST /Admin/Settings` */
export function changeSettingForm(deps: AdminDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    const viewer = requireAdministrator(visit);
    const name = fields.text('name');
    // The field is named after its setting, so that what is wrong with it is said beside it.
    const wish = { name, value: fields.text(name) };
    return orShow(
      async () => {
        const isNew = await changeSetting(deps, viewer, wish, originOf(visit.request));
        const label = labelOf(name);
        const said = wish.value.includes('\n') ? 'changed' : `${wish.value.trim() || 'empty'} from now on`;
        const text = isNew ? `${label}: ${said}.` : `${label} is as it was.`;
        return seeOther(visit.site.urls.adminSettings, [flash(deps, { kind: 'done', text })]);
      },
      (problem) => showSettings(deps, visit, { typed: wish, problem }),
    );
  });
}

function labelOf(name: string): string {
  const definitions: Readonly<Record<string, SettingDefinition>> = settingDefinitions;
  return definitions[name]?.label ?? name;
}

interface Shown {
  readonly typed?: { readonly name: string; readonly value: string };
  readonly problem?: Problem;
}

async function showSettings(deps: AdminDeps, visit: Visit, { typed, problem }: Shown): Promise<HttpAnswer> {
  const settings = await listSettings(deps.database);
  const faults = problem?.faults ?? [];
  const body = (
    <>
      <h1>Settings</h1>
      <AdminTabs urls={visit.site.urls} here="Settings" />
      <p class="lead">What administrators decide. It holds from now on, on every node, and each change is an event.</p>
      <ErrorSummary message={problem?.message} faults={faults} />
      {settings.map((setting) => (
        <SettingForm
          visit={visit}
          setting={setting}
          value={typed?.name === setting.name ? typed.value : String(setting.value)}
          error={faultAt(faults, setting.name)}
        />
      ))}
    </>
  );
  return html(visit, { title: 'Settings', body });
}

interface SettingFormProps {
  readonly visit: Visit;
  readonly setting: SettingState;
  readonly value: string;
  readonly error: string | undefined;
}

function SettingForm({ visit, setting, value, error }: SettingFormProps) {
  const { name, definition } = setting;
  const { label } = definition;
  const hint = (
    <>
      {definition.meaning} {originalText(setting)}
    </>
  );
  const field = { name, label, hint, value, error, required: true };
  return (
    <section aria-label={label}>
      <Form visit={visit} action={visit.site.urls.adminSettings} label={label}>
        <input type="hidden" name="name" value={name} />
        <ValueField definition={definition} field={field} />
        <p class="row">
          <Button label={`Save: ${label}`}>Save</Button>
        </p>
      </Form>
    </section>
  );
}

interface ValueFieldProps {
  readonly definition: SettingDefinition;
  readonly field: Parameters<typeof Field>[0];
}

function ValueField({ definition, field }: ValueFieldProps) {
  if (definition.kind === 'text') return <TextArea {...field} required={false} maxLength={definition.most} />;
  if (definition.kind === 'count') {
    return <Field {...field} size="short" inputMode="numeric" maxLength={MAX_VALUE_LENGTH} />;
  }
  return <Select {...field} options={definition.choices.map((choice) => ({ value: choice, label: choice }))} />;
}

/** `Default: 365. Changed by root on 22 Nov 2026.` */
function originalText({ definition, changed }: SettingState): string {
  const original = `Default: ${definition.default === '' ? 'empty' : definition.default}.`;
  if (changed === undefined) return original;
  const who = changed.actor === undefined ? 'the operator' : changed.actor.name;
  return `${original} Changed by ${who} on ${dateText(changed.at)}.`;
}
