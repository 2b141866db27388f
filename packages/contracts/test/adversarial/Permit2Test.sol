// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IPermit2Domain, Permit2} from "../utils/Permit2.sol";
import "./AdversarialTest.sol";

/// @notice The real Permit2, and what a payer signs for it.
abstract contract Permit2Test is AdversarialTest {
    function _permit2(Order memory order, uint256 nonce) internal view returns (bytes memory) {
        bytes32 structHash = Permit2.structHash(order, address(escrow), nonce, _structHash(order));
        return _sign(payer.privateKey, _digest(IPermit2Domain(Permit2.AT).DOMAIN_SEPARATOR(), structHash));
    }

    /// @dev Spelled out from the order's types, apart from the escrow's own code.
    function _structHash(Order memory order) internal view returns (bytes32) {
        (bytes32 details,) = escrow.hashParts(order);
        bytes32 settlement = keccak256(
            abi.encode(
                keccak256(
                    "SettlementTerms(address token,address integrator,uint16 integratorFeeBps,uint16 protocolFeeBps,address verifier,uint40 challengeWindow,uint128 amount,uint128 payout)"
                ),
                order.settlement
            )
        );
        return keccak256(abi.encode(keccak256(bytes(Permit2.TERMS)), settlement, details));
    }
}
