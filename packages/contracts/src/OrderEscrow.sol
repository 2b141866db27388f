// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {OrderBatches} from "./escrow/OrderBatches.sol";
import {OrderClaims} from "./escrow/OrderClaims.sol";
import {OrderCreation} from "./escrow/OrderCreation.sol";
import {OrderDisputes} from "./escrow/OrderDisputes.sol";
import {IOrderEscrow} from "./interfaces/IOrderEscrow.sol";
import {Eip712} from "./libraries/Eip712.sol";
import {OrderHash} from "./libraries/OrderHash.sol";
import {Order, OrderState, PayoutAttestation} from "./types/Order.sol";

/// @title Order escrow
/// @notice The whole life of an order: created, claimed, paid out or disputed or reclaimed. Immutable: no owner, no upgrade;
/// the guardian can stop new orders, and nothing else.
contract OrderEscrow is OrderCreation, OrderClaims, OrderBatches, OrderDisputes {
    uint256 private constant MAX_PROTOCOL_FEE_BPS = 1_000;

    /// @param instantCaps_ per token: a proven payout of at most this amount settles without a challenge window
    /// @param guardian_ zero: nobody can pause entries
    constructor(
        address registry_,
        address[] memory allowedTokens_,
        uint128[] memory instantCaps_,
        uint16 bondBps_,
        uint16 maxProtocolFeeBps_,
        address feeReceiver_,
        address guardian_
    ) Eip712("Paynode OrderEscrow") {
        if (registry_ == address(0) || feeReceiver_ == address(0)) revert ZeroAddress();
        if (allowedTokens_.length != instantCaps_.length) {
            revert LengthMismatch(allowedTokens_.length, instantCaps_.length);
        }
        if (bondBps_ > BPS) revert AmountOutOfRange(bondBps_, BPS);
        if (maxProtocolFeeBps_ > MAX_PROTOCOL_FEE_BPS) revert FeeTooHigh(maxProtocolFeeBps_, MAX_PROTOCOL_FEE_BPS);
        for (uint256 i; i < allowedTokens_.length; ++i) {
            if (allowedTokens_[i].code.length == 0) revert TokenNotAllowed(allowedTokens_[i]);
            _policies[allowedTokens_[i]] = TokenPolicy(true, false, instantCaps_[i]);
        }
        registry = registry_;
        feeReceiver = feeReceiver_;
        guardian = guardian_;
        bondBps = bondBps_;
        maxProtocolFeeBps = maxProtocolFeeBps_;
    }

    /// @inheritdoc IOrderEscrow
    function pauseEntries(address token, bool paused) external {
        // 1. check
        if (msg.sender != guardian) revert InvalidSender(msg.sender, guardian);
        if (!_policies[token].allowed) revert TokenNotAllowed(token);
        // 2. effect + event
        _policies[token].paused = paused;
        emit EntriesPaused(token, paused);
    }

    /// @inheritdoc IOrderEscrow
    function stateOf(bytes32 orderId) external view returns (OrderState memory) {
        return _slots[orderId].word.toState();
    }

    /// @inheritdoc IOrderEscrow
    function tokenPolicyOf(address token) external view returns (bool allowed, bool paused, uint128 instantCap) {
        TokenPolicy storage policy = _policies[token];
        return (policy.allowed, policy.paused, policy.instantCap);
    }

    /// @inheritdoc IOrderEscrow
    function hashParts(Order calldata order) external pure returns (bytes32 detailsHash, bytes32 partiesHash) {
        return (OrderHash.hashDetailsOf(order), OrderHash.hashParties(order.parties));
    }

    /// @inheritdoc IOrderEscrow
    function batchDigest(PayoutAttestation[] calldata attestations) external pure returns (bytes32) {
        return OrderHash.hashBatch(attestations);
    }

    /// @inheritdoc IOrderEscrow
    function domainSeparator() external view returns (bytes32) {
        return _domainSeparator();
    }
}
