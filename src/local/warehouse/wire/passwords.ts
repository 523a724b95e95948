/**
 * How a client shows its password: the md5 way, which Redshift asks for and which every driver of Redshift's and
 * PostgreSQL's knows. https://www.postgresql.org/docs/current/protocol-flow.html
 */
import { createHash, timingSafeEqual } from 'node:crypto';

/** The answer that `md5` authentication wants: md5(md5(password + user) + salt). */
export function md5Answer(user: string, password: string, salt: Buffer): string {
  const inner = createHash('md5').update(password).update(user).digest('hex');
  return `md5${createHash('md5').update(inner).update(salt).digest('hex')}`;
}

/** Compares in a time that tells nothing of where the texts differ. */
export function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
