import { MAIL_TOPICS, mailTopics, type MailTopic } from '../../accounts/people/mail-topics.ts';
import { Button } from '../ui/button.tsx';
import { CheckBoxGroup } from '../ui/choices.tsx';
import { Form } from '../ui/form.tsx';
import { Section } from '../ui/section.tsx';
import type { Visit } from '../visit.ts';

interface NotificationSectionProps {
  readonly visit: Visit;
  /** Whose mail: the person's own, or what comes to the address of an organization. */
  readonly account: { readonly name: string; readonly kind: 'person' | 'organization' };
  /** What is turned off (`mutedMailOf`). */
  readonly muted: readonly MailTopic[];
}

/** Which mails come, on the page of an account. Mails lead here. */
export function NotificationSection({ visit, account, muted }: NotificationSectionProps) {
  const { urls } = visit.site;
  const isPerson = account.kind === 'person';
  const wanted = MAIL_TOPICS.filter((topic) => !muted.includes(topic));
  const address = isPerson ? 'your address' : `the address of ${account.name}`;
  return (
    <Section
      title="Email notifications"
      id="mail"
      state={muted.length === 0 ? 'All kinds come' : `${wanted.length} of ${MAIL_TOPICS.length} kinds come`}
    >
      <Form
        visit={visit}
        action={isPerson ? urls.accountSubscription : urls.organizationSubscription(account.name)}
        label="Email notifications"
      >
        <CheckBoxGroup
          name="mail"
          label={`Mail that comes to ${address}`}
          hint="What tells of danger to the account or its keys always comes."
          values={wanted}
          options={MAIL_TOPICS.map((topic) => ({
            value: topic,
            label: mailTopics[topic].label,
            hint: isPerson ? mailTopics[topic].meaning : mailTopics[topic].meaningForOrganization,
          }))}
        />
        <p class="row">
          <Button kind="primary">Save notifications</Button>
        </p>
      </Form>
    </Section>
  );
}
