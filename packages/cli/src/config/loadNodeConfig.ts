/** Reads a daemon's configuration file; what is wrong with it is a usage error in one line. */
import type { NodeConfig } from '@paynode/node'
import { usageError } from '../errors.ts'

/** Loads a configuration. @throws usage error that names the file and what to mend. */
export async function loadNodeConfig(file: string): Promise<NodeConfig> {
  const { loadConfig } = await import('@paynode/node')
  try {
    return loadConfig(file)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw usageError(reason.includes(file) ? reason : `${file}: ${reason}`, { cause: error })
  }
}
