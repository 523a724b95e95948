/** The tokens by which a browser or a command line gets from the AWS API to an environment's web server. */
import { randomBytes } from 'node:crypto';
import type { EnvironmentPlace } from '../environments/environment.ts';

export type TokenUse = 'web' | 'cli';

interface Issued {
  readonly use: TokenUse;
  readonly environment: string;
  readonly until: number;
}

/** https://docs.aws.amazon.com/mwaa/latest/userguide/access-airflow-ui-webserver.html */
const validMs = 60_000;

/** In memory only: whoever holds one after the endpoint has ended asks for another. */
export class WebTokens {
  readonly #issued = new Map<string, Issued>();

  issue(use: TokenUse, place: EnvironmentPlace): string {
    const now = Date.now();
    for (const [token, { until }] of this.#issued) if (until < now) this.#issued.delete(token);
    const token = randomBytes(48).toString('base64url');
    this.#issued.set(token, { use, environment: nameOf(place), until: now + validMs });
    return token;
  }

  accepts(token: string, use: TokenUse, place: EnvironmentPlace): boolean {
    const known = this.#issued.get(token);
    return known !== undefined && known.use === use && known.environment === nameOf(place) && known.until >= Date.now();
  }
}

function nameOf({ region, name }: EnvironmentPlace): string {
  return `${region}/${name}`;
}
