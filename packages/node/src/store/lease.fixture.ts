/** A process that owns a database until it is killed: says `owned` or why not. */
import { openStore } from './store.ts'

try {
  const store = openStore(process.argv[2] as string, { exclusive: true })
  process.send?.('owned')
  setInterval(() => store.db.open, 60_000) // until it is killed; what nobody holds is collected, and its lock with it
} catch (error) {
  process.send?.(String(error))
  process.exit(1)
}
