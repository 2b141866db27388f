/** `--network`: shared by every command that reads or pays. */
import { Option } from 'commander'

/** The option: a file from `paynode dev`, or a gateway's URL; PAYNODE_NETWORK otherwise. */
export function createNetworkOption(): Option {
  return new Option('--network <file or url>', 'a file written by `paynode dev`, or any gateway')
    .env('PAYNODE_NETWORK')
    .makeOptionMandatory()
}
