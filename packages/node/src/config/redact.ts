/** Takes out of a text what must not be logged: credentials in URLs, bearer tokens, known secrets. */

/**
 * A text that is safe to log. URLs keep their origin only: RPC vendors put API keys into paths and queries.
 * @example redact('GET https://rpc.example/v2/KEY failed') // 'GET https://rpc.example/… failed'
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  const known = secrets.filter((secret) => secret.length > 0).reduce((rest, secret) => rest.replaceAll(secret, '…'), text)
  return known
    .replace(/\b(https?|wss?):\/\/(?:[^\s/?#@"']*@)?([^\s/?#"']+)[/?#][^\s"']+/g, '$1://$2/…')
    .replace(/\b(https?|wss?):\/\/[^\s/?#@"']*@/g, '$1://')
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]+/gi, '$1 …')
}
