// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice What a provider says of itself and of others for one corridor and epoch, signed by its node key under the EIP-712 domain
/// "Paynode Report", version "1", of this chain and its escrow.
struct Report {
    address provider;
    bytes32 corridor;
    uint40 epoch;
    uint128 rate; // minor units offered for one whole token
    uint128 minPayout; // minor units
    uint128 maxPayout; // minor units
    uint8 liquidityBucket; // floor(log2(free float in minor units))
    uint16 loadBps; // basis points of capacity in use
    uint32 capacity; // orders it is willing to have in flight
    bool maintenance; // takes no new orders
    bytes32 views; // digest of what it measured and was advised of others
}
