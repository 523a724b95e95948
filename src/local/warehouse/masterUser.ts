/** The first user of a cluster or namespace, who may sign in to the warehouse over its port. */
import { randomBytes, randomUUID } from 'node:crypto';
import { keepManagedLogin } from '../secrets.ts';
import { Fault } from '../server/fault.ts';
import type { Call } from '../server/operation.ts';
import type { Store } from '../state/store.ts';
import { removeLogin, setLogin } from './logins.ts';

const userName = /^[a-z_][a-z0-9_$+.@-]{0,127}$/i;

export interface MasterUser {
  readonly name: string;
  readonly secretArn?: string;
}

/**
 * Lets the user sign in with the password, or with one of our own where AWS would make a secret of it.
 * @param invalid the service's word for bad input
 * @throws Fault when the name or the password is none that Redshift takes
 */
export function keepMasterUser(
  store: Store,
  call: Call,
  user: { readonly name: string; readonly password: string | undefined; readonly managed: boolean },
  owner: string,
  invalid: string,
): MasterUser {
  if (!userName.test(user.name) || user.name.toLowerCase() === 'public') {
    throw new Fault(invalid, `Invalid master user name ${user.name}`);
  }
  if (user.managed) {
    if (user.password !== undefined) {
      throw new Fault('InvalidParameterCombination', 'MasterUserPassword and ManageMasterPassword are alternatives.');
    }
    const password = `Aa0${randomBytes(24).toString('base64url')}`;
    setLogin(store, user.name, { password });
    const secret = `redshift!${owner}-${user.name}-${randomUUID().slice(0, 6)}`;
    const login = { username: user.name, password };
    return { name: user.name, secretArn: keepManagedLogin(store, call, 'redshift', secret, login) };
  }
  if (user.password === undefined) {
    throw new Fault(invalid, 'The parameter MasterUserPassword must be provided and must not be blank.');
  }
  checkPassword(user.password, invalid);
  setLogin(store, user.name, { password: user.password });
  return { name: user.name };
}

/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_CreateCluster.html */
export function checkPassword(password: string, invalid: string): void {
  const fault = (message: string) => new Fault(invalid, message);
  if (password.length < 8 || password.length > 64) {
    throw fault('The parameter MasterUserPassword must be between 8 and 64 characters.');
  }
  const kinds = [/[a-z]/, /[A-Z]/, /\d/];
  if (!kinds.every((kind) => kind.test(password)) || /['"\\/@ ]|[^\x20-\x7e]/.test(password)) {
    throw fault(
      'The parameter MasterUserPassword must contain an uppercase letter, a lowercase letter and a number, and only ' +
        'printable ASCII characters except for slash, single quote, double quote, backslash, @ and space.',
    );
  }
}

/** The user may have signed in to several clusters, which are one warehouse: it goes with the last of them. */
export function forgetMasterUser(store: Store, name: string, others: readonly string[]): void {
  const same = (other: string) => other.toLowerCase() === name.toLowerCase();
  if (!others.some(same)) removeLogin(store, name);
}
