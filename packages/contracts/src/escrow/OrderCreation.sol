// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAuthorizationToken, IPermit2, IPermitToken} from "../interfaces/IFundingTokens.sol";
import {IOrderEscrow} from "../interfaces/IOrderEscrow.sol";
import {OrderHash} from "../libraries/OrderHash.sol";
import {OrderSlot, OrderWord, OrderWords} from "../libraries/OrderWord.sol";
import {SafeTransfer} from "../libraries/SafeTransfer.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {TermChecks} from "../libraries/TermChecks.sol";
import {Order, SettlementTerms} from "../types/Order.sol";
import {EscrowBase} from "./EscrowBase.sol";

/// @notice Funding an order, in the payer's own transaction or in anybody's with the payer's signature.
abstract contract OrderCreation is EscrowBase {
    using SafeTransfer for address;

    IPermit2 private constant PERMIT2 = IPermit2(0x000000000022D473030F116dDEE9F6B43aC78BA3);

    /// @inheritdoc IOrderEscrow
    function create(Order calldata order) external nonReentrant returns (bytes32 orderId) {
        // 1. check
        if (msg.sender != order.parties.payer) revert InvalidSender(msg.sender, order.parties.payer);
        // 2. effect + event
        (orderId,) = _open(order);
        // 3. interaction
        order.settlement.token.pullExact(msg.sender, order.settlement.amount);
    }

    /// @inheritdoc IOrderEscrow
    function createFor(Order calldata order, bytes calldata signature)
        external
        nonReentrant
        returns (bytes32 orderId)
    {
        // 2. effect + event
        (orderId,) = _open(order);
        // 1. check, with the id at hand
        _checkSignature(order.parties.payer, orderId, signature);
        // 3. interaction
        order.settlement.token.pullExact(order.parties.payer, order.settlement.amount);
    }

    /// @inheritdoc IOrderEscrow
    function createWithPermit(
        Order calldata order,
        uint256 permitDeadline,
        bytes calldata permitSignature,
        bytes calldata signature
    ) external nonReentrant returns (bytes32 orderId) {
        SettlementTerms calldata terms = order.settlement;
        address payer = order.parties.payer;
        // 2. effect + event
        (orderId,) = _open(order);
        // 1. check, with the id at hand
        if (msg.sender != payer || signature.length != 0) _checkSignature(payer, orderId, signature);
        // 3. interaction
        if (permitSignature.length != 65) revert LengthMismatch(permitSignature.length, 65);
        // Somebody may have spent the permit before us: the allowance it left is what counts.
        try IPermitToken(terms.token).permit(
            payer,
            address(this),
            terms.amount,
            permitDeadline,
            uint8(permitSignature[64]),
            bytes32(permitSignature[0:32]),
            bytes32(permitSignature[32:64])
        ) {} catch {}
        terms.token.pullExact(payer, terms.amount);
    }

    /// @inheritdoc IOrderEscrow
    function createWithAuthorization(Order calldata order, bytes calldata authorization)
        external
        nonReentrant
        returns (bytes32 orderId)
    {
        // 1. check: the token checks the signature, whose nonce is the order id
        // 2. effect + event
        (orderId,) = _open(order);
        // 3. interaction
        SettlementTerms calldata terms = order.settlement;
        uint256 before = terms.token.balanceOf();
        _receive(order, orderId, authorization);
        terms.token.requireGrowth(before, terms.amount);
    }

    /// @inheritdoc IOrderEscrow
    function createWithPermit2(Order calldata order, uint256 nonce, bytes calldata signature)
        external
        nonReentrant
        returns (bytes32 orderId)
    {
        // 1. check: Permit2 checks the signature, whose witness is the order
        // 2. effect + event
        bytes32 structHash;
        (orderId, structHash) = _open(order);
        // 3. interaction
        SettlementTerms calldata terms = order.settlement;
        uint256 before = terms.token.balanceOf();
        _transferByPermit2(order, structHash, nonce, signature);
        terms.token.requireGrowth(before, terms.amount);
    }

    /// @inheritdoc IOrderEscrow
    function createBatch(bytes[] calldata creations) external {
        for (uint256 i; i < creations.length; ++i) {
            bytes calldata creation = creations[i];
            bytes4 selector = bytes4(creation);
            if (!_isCreation(selector) || creation.length < 676) revert NotACreation(selector);
            // A call of ourselves, so that a creation that fails leaves no trace; each one takes the lock.
            (bool ok, bytes memory answer) = address(this).delegatecall(creation);
            if (!ok) emit OrderSkipped(hashOrder(_orderOf(creation)), bytes4(answer));
        }
    }

    /// @inheritdoc IOrderEscrow
    function hashOrder(Order calldata order) public view returns (bytes32 orderId) {
        return _idOf(OrderHash.hashSettlement(order.settlement), OrderHash.hashDetailsOf(order));
    }

    function _open(Order calldata order) private returns (bytes32 orderId, bytes32 structHash) {
        // 1. check
        SettlementTerms calldata terms = order.settlement;
        TermChecks.check(order, maxProtocolFeeBps);
        TokenPolicy storage policy = _policies[terms.token];
        if (!policy.allowed) revert TokenNotAllowed(terms.token);
        if (policy.paused) revert EntriesArePaused(terms.token);
        structHash = OrderHash.hashOrder(OrderHash.hashSettlement(terms), OrderHash.hashDetailsOf(order));
        orderId = _toDigest(structHash);
        OrderSlot storage slot = _slots[orderId];
        if (OrderWord.unwrap(slot.word) != 0) revert OrderExists(orderId);
        // 2. effect + event
        bool instant = terms.verifier != address(0) && terms.amount <= policy.instantCap;
        bool contestable = order.parties.arbiter != address(0) && terms.challengeWindow != 0;
        slot.word = OrderWords.open(instant, contestable);
        _emitCreated(orderId, order);
    }

    /// @dev The order is static and its words are clean, so its calldata is its ABI encoding.
    function _emitCreated(bytes32 orderId, Order calldata order) private {
        bytes32 topic = OrderCreated.selector;
        assembly ("memory-safe") {
            let data := mload(0x40)
            calldatacopy(data, order, 672)
            log4(data, 672, topic, orderId, calldataload(add(order, 0x1e0)), calldataload(add(order, 0x100)))
        }
    }

    function _checkSignature(address payer, bytes32 orderId, bytes calldata signature) private view {
        if (!Signatures.isValid(payer, orderId, signature)) revert InvalidSignature(orderId, payer);
    }

    /// @dev IPermit2.permitWitnessTransferFrom, encoded by hand: the compiler would copy the long type string three times.
    function _transferByPermit2(Order calldata order, bytes32 witness, uint256 nonce, bytes calldata signature) private {
        string memory witnessType = OrderHash.PERMIT2_WITNESS_TYPE;
        bytes4 selector = IPermit2.permitWitnessTransferFrom.selector;
        address target = address(PERMIT2);
        assembly ("memory-safe") {
            let data := mload(0x40)
            let head := add(data, 4)
            mstore(data, selector)
            mstore(head, calldataload(order)) // permit: token, amount, nonce, deadline
            mstore(add(head, 0x20), calldataload(add(order, 0xc0)))
            mstore(add(head, 0x40), nonce)
            mstore(add(head, 0x60), calldataload(add(order, 0x1a0))) // claimBy
            mstore(add(head, 0x80), address()) // transfer: to, requestedAmount
            mstore(add(head, 0xa0), calldataload(add(order, 0xc0)))
            mstore(add(head, 0xc0), calldataload(add(order, 0x1e0))) // owner: the payer
            mstore(add(head, 0xe0), witness)
            let typeLength := and(add(mload(witnessType), 63), not(31)) // with its length word
            let signatureAt := add(0x140, typeLength)
            mstore(add(head, 0x100), 0x140)
            mstore(add(head, 0x120), signatureAt)
            mcopy(add(head, 0x140), witnessType, typeLength)
            mstore(add(head, signatureAt), signature.length)
            calldatacopy(add(head, add(signatureAt, 0x20)), signature.offset, signature.length)
            let end := add(add(signatureAt, 0x24), and(add(signature.length, 31), not(31)))
            if iszero(call(gas(), target, 0, data, end, 0, 0)) {
                returndatacopy(data, 0, returndatasize())
                revert(data, returndatasize())
            }
        }
    }

    /// @dev Every version of the token takes v, r, s; only newer ones take bytes, which other lengths need.
    function _receive(Order calldata order, bytes32 orderId, bytes calldata signature) private {
        IAuthorizationToken token = IAuthorizationToken(order.settlement.token);
        if (signature.length == 65) {
            token.receiveWithAuthorization(
                order.parties.payer,
                address(this),
                order.settlement.amount,
                0,
                order.routing.claimBy,
                orderId,
                uint8(signature[64]),
                bytes32(signature[0:32]),
                bytes32(signature[32:64])
            );
        } else {
            token.receiveWithAuthorization(
                order.parties.payer,
                address(this),
                order.settlement.amount,
                0,
                order.routing.claimBy,
                orderId,
                signature
            );
        }
    }

    function _isCreation(bytes4 selector) private pure returns (bool) {
        return selector == IOrderEscrow.create.selector || selector == IOrderEscrow.createFor.selector
            || selector == IOrderEscrow.createWithPermit.selector
            || selector == IOrderEscrow.createWithAuthorization.selector
            || selector == IOrderEscrow.createWithPermit2.selector;
    }

    function _orderOf(bytes calldata creation) private pure returns (Order calldata order) {
        assembly ("memory-safe") {
            order := add(creation.offset, 4)
        }
    }
}
