/** Every kind of mail that there is, by the name that its rows have. */
import { accountTemplates } from './account-templates.ts';
import { keyTemplates } from './key-templates.ts';
import type { MailTemplate } from './mail-template.ts';
import { organizationTemplates } from './organization-templates.ts';
import { packageTemplates } from './package-templates.ts';
import { prefixTemplates } from './prefix-templates.ts';

const all = { ...accountTemplates, ...organizationTemplates, ...keyTemplates, ...packageTemplates, ...prefixTemplates };

export type TemplateName = keyof typeof all;

export const templates: Readonly<Record<TemplateName, MailTemplate>> = all;

export function isTemplateName(name: string): name is TemplateName {
  return Object.hasOwn(all, name);
}
