import { AppError } from '../../../core/appError.ts';
import { t } from '../../../core/l10n.ts';

export interface DocsParts {
  /** dbt's own page, as it lies in the target folder. */
  readonly index: string;
  /** JSON texts. */
  readonly manifest: string;
  readonly catalog: string;
}

/** Where dbt's page expects what `docs generate --static` puts there. */
const manifestMark = '"MANIFEST.JSON INLINE DATA"';
const catalogMark = '"CATALOG.JSON INLINE DATA"';

/**
 * dbt's documentation as one page that runs dbt's own scripts and nothing else: no request leaves it, and neither the
 * project's texts (descriptions are Markdown with HTML) nor its names can bring a script in.
 * @param nonce of letters and digits
 * @param project what the panel finds its project by after a reload of the window
 * @param path of the page inside it to open at, such as `/model/model.shop.orders`
 * @throws AppError `failed` when the page is not as any known version of dbt writes it
 */
export function docsPage(
  { index, manifest, catalog }: DocsParts,
  nonce: string,
  project: string,
  path?: string,
): string {
  const head = /<head[^>]*>/i.exec(index);
  if (!head || !/<html[^>]*\sng-app=/i.test(index) || !index.includes(manifestMark)) {
    throw new AppError('failed', t('The documentation page of this dbt cannot be shown here.'), {
      hint: t('Serve it yourself: dbt docs generate, then dbt docs serve.'),
    });
  }
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // Its styles are added by its scripts as it runs.
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const start = `<script>${keepPlace(project, path)}</script>`;
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}">${start}`;
  const at = head.index + head[0].length;
  const framed = `${index.slice(0, at)}${meta}${index.slice(at)}`
    // Angular makes functions out of texts unless it is told that this is not allowed. Its styles, which are, hide what it hides.
    .replace(/<html(?=[\s>])/i, '<html ng-csp="no-unsafe-eval"');
  return withNonces(framed, nonce)
    .replace(manifestMark, () => inScript(manifest))
    .replace(catalogMark, () => inScript(catalog));
}

/**
 * Opens the page at its place, and keeps the place for a reload of the window. The editor's interface is taken here, so
 * that it is not there for what comes after; Angular changes the address without telling, so each click may have.
 */
function keepPlace(project: string, path: string | undefined): string {
  const given = inScript(JSON.stringify({ project, path }));
  return `(() => {
    const api = acquireVsCodeApi();
    const given = ${given};
    if (given.path) location.hash = '!' + given.path;
    const keep = () => api.setState({ project: given.project, path: location.hash.replace(/^#!/, '') || undefined });
    keep();
    addEventListener('hashchange', keep);
    addEventListener('click', () => setTimeout(keep, 500));
  })();`;
}

/** JSON that cannot end the script that it stands in. */
function inScript(json: string): string {
  return json.replaceAll('<', '\\u003c');
}

/** Scripts as a browser finds them: what looks like one inside of another is its text. */
function withNonces(html: string, nonce: string): string {
  let out = '';
  let rest = html;
  for (;;) {
    const open = /<script(?=[\s>])/i.exec(rest);
    if (!open) return out + rest;
    const end = rest.toLowerCase().indexOf('</script', open.index);
    const until = end < 0 ? rest.length : end + '</script'.length;
    const inside = open.index + open[0].length;
    out += `${rest.slice(0, inside)} nonce="${nonce}"${rest.slice(inside, until)}`;
    rest = rest.slice(until);
  }
}
