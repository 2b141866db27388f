/** Resolves names for connections to strangers: a name that leads anywhere private leads nowhere. */
import { lookup as resolve } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { isPublicAddress } from './isPublicAddress.ts'

/** The error's code when a name was refused. */
export const privateAddressCode = 'ERR_PAYNODE_PRIVATE_ADDRESS'

/** Gives the very addresses that the connection is then made to, so that a name cannot point elsewhere a moment later. */
export const lookupPublic: LookupFunction = (host, options, callback) => {
  resolve(host, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '')
    const [first] = addresses
    const isPublic = first !== undefined && addresses.every(({ address }) => isIP(address) > 0 && isPublicAddress(address))
    if (!isPublic) return callback(Object.assign(new Error('the name resolves to a private address'), { code: privateAddressCode }), '')
    if (options.all) callback(null, addresses)
    else callback(null, first.address, first.family)
  })
}
