import { tokenText } from '../../accounts/one-time-token.ts';
import type { ServerSecret } from '../../base/server-secret.ts';

/** The pages that mails lead to, as paths: the site's own map of URLs is one. */
export interface PagePaths {
  readonly account: string;
  readonly security: string;
  readonly sessions: string;
  readonly apiKeys: string;
  readonly packages: string;
  readonly prefixes: string;
  readonly organizations: string;
  readonly transform: string;
  readonly history: string;
  readonly forgotPassword: string;
  readonly signIn: string;
  readonly signUp: string;
  readonly home: string;
  readonly confirm: (token: string) => string;
  readonly undoEmailChange: (token: string) => string;
  readonly resetPassword: (token: string) => string;
  readonly invitation: (token: string) => string;
  readonly organization: (name: string) => string;
  readonly transformConfirm: (account: string, id: string) => string;
  readonly packageOwners: (id: string) => string;
  readonly packageOwnerConfirm: (id: string, account: string, invitation: string) => string;
  readonly packageHistory: (id: string) => string;
  readonly packageVersion: (id: string, version: string) => string;
  readonly manage: (id: string) => string;
  readonly manageVersion: (id: string, version: string) => string;
  absolute(path: string): string;
}

/** Absolute URLs below the public root. */
export interface MailLinks {
  to(
    page:
      | 'account'
      | 'security'
      | 'sessions'
      | 'apiKeys'
      | 'packages'
      | 'prefixes'
      | 'organizations'
      | 'transform'
      | 'history'
      | 'forgotPassword'
      | 'signIn'
      | 'home',
  ): string;
  /** A link that does something for whoever has it: its text is made here, of an id that the log may show. */
  once(page: 'confirm' | 'undoEmailChange' | 'resetPassword' | 'invitation', publicId: string): string;
  /** Where somebody who was invited makes an account. */
  signUp(invitation: string): string;
  organization(name: string): string;
  /** Where whoever was asked agrees or declines. */
  transformation(account: string, id: string): string;
  packageOwners(id: string): string;
  /** Where whoever was invited accepts or declines. */
  ownerInvitation(id: string, account: string, invitation: string): string;
  packageHistory(id: string): string;
  /** A version as everybody sees it. */
  packageVersion(id: string, version: string): string;
  /** Where its managers change it, or the whole package where no version is named. */
  manage(id: string, version?: string): string;
}

export function createMailLinks(paths: PagePaths, secret: ServerSecret): MailLinks {
  return {
    to: (page) => paths.absolute(paths[page]),
    once: (page, publicId) => paths.absolute(paths[page](tokenText(secret, publicId))),
    signUp: (invitation) => paths.absolute(`${paths.signUp}?invitation=${tokenText(secret, invitation)}`),
    organization: (name) => paths.absolute(paths.organization(name.toWellFormed())),
    transformation: (account, id) => paths.absolute(paths.transformConfirm(account.toWellFormed(), id)),
    packageOwners: (id) => paths.absolute(paths.packageOwners(id.toWellFormed())),
    ownerInvitation: (id, account, invitation) =>
      paths.absolute(paths.packageOwnerConfirm(id.toWellFormed(), account.toWellFormed(), invitation)),
    packageHistory: (id) => paths.absolute(paths.packageHistory(id.toWellFormed())),
    packageVersion: (id, version) => paths.absolute(paths.packageVersion(id.toWellFormed(), version.toWellFormed())),
    manage: (id, version) =>
      paths.absolute(
        version === undefined
          ? paths.manage(id.toWellFormed())
          : paths.manageVersion(id.toWellFormed(), version.toWellFormed()),
      ),
  };
}
