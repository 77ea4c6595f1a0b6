import type { Rows } from '../../storage/database.ts';
import {
  accountById,
  accountByPublicId,
  keyByPublicId,
  membersOf,
  ownerInvitationMessage,
  packageByKey,
  versionText,
  type KnownAccount,
  type KnownKey,
  type KnownPackage,
  type Role,
} from './mail-reads.queries.ts';

/** Nobody's push sends more mail than this for one organization: its administrators come first. */
export const MAX_MEMBERS_TOLD = 200;

/** What is read for one batch of events, each thing once: a bulk change names the same few accounts over and over. */
export class KnownNames {
  readonly #rows: Rows;
  readonly #read = new Map<string, Promise<unknown>>();

  constructor(rows: Rows) {
    this.#rows = rows;
  }

  account(id: number): Promise<KnownAccount | undefined> {
    return this.#once(`account ${id}`, () => accountById(this.#rows, id));
  }

  accountOf(publicId: string): Promise<KnownAccount | undefined> {
    return this.#once(`account of ${publicId}`, () => accountByPublicId(this.#rows, publicId));
  }

  members(organizationId: number, roles: readonly Role[]): Promise<KnownAccount[]> {
    const read = () => membersOf(this.#rows, organizationId, roles, MAX_MEMBERS_TOLD);
    return this.#once(`members ${organizationId} ${roles.join()}`, read);
  }

  package(idKey: string): Promise<KnownPackage | undefined> {
    return this.#once(`package ${idKey}`, () => packageByKey(this.#rows, idKey));
  }

  key(publicId: string): Promise<KnownKey | undefined> {
    return this.#once(`key ${publicId}`, () => keyByPublicId(this.#rows, publicId));
  }

  message(ownerInvitation: string): Promise<string> {
    return this.#once(`message ${ownerInvitation}`, () => ownerInvitationMessage(this.#rows, ownerInvitation));
  }

  /** Not kept: of a version there is seldom more than one event. */
  version(idKey: string, versionKey: string): Promise<string | undefined> {
    return versionText(this.#rows, idKey, versionKey);
  }

  #once<T>(what: string, read: () => Promise<T>): Promise<T> {
    const known = this.#read.get(what) ?? read();
    this.#read.set(what, known);
    return known as Promise<T>;
  }
}
