/** A compiler that stays warm: forge starts one for each compilation, and loading and warming it up takes longer than a mutant's compilation. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import solc from 'solc'

const [socket = '', root = ''] = process.argv.slice(2)

createServer({ allowHalfOpen: true }, async (connection) => {
  connection.on('error', () => {}) // a forge that ran out of time hangs up
  const input = await text(connection).catch(() => '')
  if (input !== '') connection.end(solc.compile(input, { import: readImport }))
}).listen(socket, () => process.stdout.write(`${solc.version()}\n`))

/** Imports through a remapping that leaves the package are asked for one by one. */
function readImport(path: string): { contents: string } | { error: string } {
  try {
    return { contents: readFileSync(resolve(root, path), 'utf8') }
  } catch {
    return { error: `cannot read ${path}` }
  }
}
