import { Fault } from '../../server/fault.ts';

const malformed = (message: string) => new Fault('MalformedPolicyDocument', message);

/**
 * Checks what IAM checks before anything else: JSON, with statements that have an effect. Nothing here decides about
 * access; the local endpoint allows everything to its one user.
 * @throws Fault MalformedPolicyDocument
 */
export function checkDocument(document: string, kind: 'trust' | 'permissions'): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch {
    throw malformed('This policy contains invalid Json');
  }
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) {
    throw malformed('Syntax errors in policy.');
  }
  const { Version, Statement } = parsed as { Version?: unknown; Statement?: unknown };
  if (Version !== undefined && Version !== '2012-10-17' && Version !== '2008-10-17') {
    throw malformed('The policy is not in the valid JSON format.');
  }
  const statements = Array.isArray(Statement) ? Statement : [Statement];
  for (const statement of statements as unknown[]) {
    if (statement === null || typeof statement !== 'object') throw malformed('Syntax errors in policy.');
    const { Effect, Action, NotAction, Principal, NotPrincipal, Resource, NotResource } = statement as Record<
      string,
      unknown
    >;
    if (Effect !== 'Allow' && Effect !== 'Deny') throw malformed('Syntax errors in policy.');
    if (Action === undefined && NotAction === undefined) throw malformed('Policy statement must contain actions.');
    if (kind === 'trust') {
      if (Principal === undefined && NotPrincipal === undefined) throw malformed('Missing required field Principal');
      if (Resource !== undefined) throw malformed('Has prohibited field Resource');
    } else {
      if (Principal !== undefined) throw malformed('Policy document should not specify a principal.');
      if (Resource === undefined && NotResource === undefined) {
        throw malformed('Policy statement must contain resources.');
      }
    }
  }
}

/** As IAM gives documents back: percent-encoded as RFC 3986 says. */
export function encodeDocument(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
