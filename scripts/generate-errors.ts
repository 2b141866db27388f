/** Writes docs/errors.md from the SDK's error catalogue and the gateway's problems; `--check` fails when the page is not what they say. */
import { readFileSync, writeFileSync } from 'node:fs'
import { problems } from '../packages/node/src/api/routes/problem.ts'
import { errorCatalogue } from '../packages/sdk/src/errors/catalogue.ts'

const page = new URL('../docs/errors.md', import.meta.url)

/** The page as the code has it: a heading per code, so that `docsPath` of an error finds its place. */
export function toErrorPage(): string {
  const entries = Object.entries(errorCatalogue).map(
    ([code, { error, means, money, next }]) =>
      `### ${code}\n\`${error}\`: ${means}\n\n- **The money:** ${money}\n- **What to do:** ${next}\n`,
  )
  const rows = Object.entries(problems).map(([code, { status, title }]) => `| \`${code}\` | ${status} | ${title} |`)
  return `# Errors

Made from the code by \`npm run generate:errors\`; a test compares the two.

## What the SDK throws
Everything that the SDK throws on purpose is a \`BaseError\`: \`shortMessage\` for a person, \`metaMessages\` with the details, a stable \`code\` for programs, \`retryable\`, and \`docsPath\`, which leads to a heading below. \`toActionError\` makes one of whatever viem or a wallet throws.

${entries.join('\n')}
## What a gateway answers
Problems of RFC 9457 (\`application/problem+json\`) with \`code\`; \`type\` is \`urn:paynode:problem:<code>\`. \`detail\` says what to do next, \`errors\` which fields are meant, \`contractError\` what a contract said, and the header \`Retry-After\` when to come back.

| code | status | what happened |
|---|---|---|
${rows.join('\n')}

## How the command line ends
One line on the error stream, with what to do next, and an exit code: 0 done, 1 failed, 2 wrongly called, 75 the same command may succeed later, 130 interrupted.
`
}

/** Whether the committed page is what the code says. */
export const isErrorPageCurrent = (): boolean => readFileSync(page, 'utf8') === toErrorPage()

if (import.meta.main) {
  if (!process.argv.includes('--check')) writeFileSync(page, toErrorPage())
  else if (!isErrorPageCurrent()) {
    console.error('docs/errors.md is not what the code says: npm run generate:errors')
    process.exitCode = 1
  }
}
