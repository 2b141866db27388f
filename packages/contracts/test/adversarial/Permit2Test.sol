// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Permit2} from "../utils/Permit2.sol";
import "./AdversarialTest.sol";

/// @notice The real Permit2, and what a payer signs for it.
abstract contract Permit2Test is AdversarialTest {
    string private constant TERMS =
        "Order(SettlementTerms settlement,OrderDetails details)OrderDetails(RoutingTerms routing,PartyTerms parties)PartyTerms(address payer,address refundTo,address arbiter,uint40 reclaimAfter,bytes32 recipientHash,uint64 salt)RoutingTerms(bytes32 corridor,address[3] pinned,uint40 turnSeconds,uint40 claimBy,uint40 payWindow)SettlementTerms(address token,address integrator,uint16 integratorFeeBps,uint16 protocolFeeBps,address verifier,uint40 challengeWindow,uint128 amount,uint128 payout)";

    /// @dev Spelled out from Permit2's documentation and the order's types, apart from the escrow's own code.
    function _permit2(Order memory order, uint256 nonce) internal view returns (bytes memory) {
        bytes32 permissions = keccak256(
            abi.encode(
                keccak256("TokenPermissions(address token,uint256 amount)"),
                order.settlement.token,
                order.settlement.amount
            )
        );
        bytes32 typeHash = keccak256(
            abi.encodePacked(
                "PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,Order witness)",
                TERMS,
                "TokenPermissions(address token,uint256 amount)"
            )
        );
        bytes32 structHash = keccak256(
            abi.encode(typeHash, permissions, address(escrow), nonce, order.routing.claimBy, _structHash(order))
        );
        return _sign(payer.privateKey, _digest(IPermit2Domain(Permit2.AT).DOMAIN_SEPARATOR(), structHash));
    }

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
        return keccak256(abi.encode(keccak256(bytes(TERMS)), settlement, details));
    }
}

interface IPermit2Domain {
    function DOMAIN_SEPARATOR() external view returns (bytes32);
}
