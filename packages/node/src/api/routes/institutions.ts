/** `GET /v1/institutions`: banks or networks of a corridor, in the codes that its recipients carry. */
import { z } from 'zod'
import { corridorSchema, parse } from './parse.ts'
import type { AddRoute } from './types.ts'

const querySchema = z.strictObject({ corridor: corridorSchema })

/** An empty list where the rail has none, or this gateway's PSP publishes none. */
export const addInstitutionsRoute: AddRoute = (app, { deps }) => {
  app.get('/v1/institutions', async (request) => {
    const { corridor } = parse(querySchema, request.query)
    return { corridor, institutions: (await deps.directory.institutions(corridor, request.signal)) ?? [] }
  })
}
