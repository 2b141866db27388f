/** Resolves `--network`: a file that `paynode dev` wrote, or the URL of any gateway. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { usageError } from '../errors.ts'
import { getJson } from '../gateway/getJson.ts'
import { type NetworkDescription, networkSchema } from './types.ts'

/** Loads a network's description. @throws usage error when the file is missing or not a description. */
export async function loadNetwork(source: string, signal: AbortSignal): Promise<NetworkDescription> {
  if (/^https?:\/\//.test(source)) {
    if (!URL.canParse(source)) throw usageError(`"${source}" is not a URL`)
    const network = await getJson({ gateway: source, path: '/v1/network', schema: networkSchema, signal })
    return network.gateways.length > 0 ? network : { ...network, gateways: [source] }
  }
  return parseNetwork(readSource(source), source)
}

function readSource(source: string): string {
  try {
    return readFileSync(source, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw usageError(`cannot read the network file ${source} (${code}); give a file from \`paynode dev\` or a gateway's URL`, {
      cause: error,
    })
  }
}

/** Parses a description: the first line of `paynode dev --json`. */
function parseNetwork(text: string, source: string): NetworkDescription {
  const [line = ''] = text.trim().split('\n')
  for (const candidate of [line, text]) {
    try {
      return networkSchema.parse(JSON.parse(candidate))
    } catch (error) {
      if (!(error instanceof z.ZodError)) continue
      const [issue] = error.issues
      throw usageError(`${source} describes no network: ${issue?.path.join('.')}: ${issue?.message}`, { cause: error })
    }
  }
  throw usageError(`${source} is not JSON${text.trim() === '' ? ' (it is empty: is the network still starting?)' : ''}`)
}
