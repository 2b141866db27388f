// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IPermit2Domain, Permit2} from "../utils/Permit2.sol";
import "./Model.sol";

/// @notice Creates orders in every way there is: allowance, signature, ERC-3009, ERC-2612, the real Permit2, and batches.
abstract contract Funder is Model {
    bytes32 private constant RECEIVE = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 private constant PERMIT =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
    uint256 internal constant WAYS = 6;

    constructor() {
        Permit2.etch();
    }

    /// @dev `kind % WAYS` is the way in; the rest draws the order.
    function _createOne(uint256 amount, uint256 kind) internal {
        if (orders.length == MAX_ORDERS) return;
        uint256 way = kind % WAYS;
        Order memory order = _draw(amount, kind / WAYS);
        if (way == 2 || way == 3) order.settlement.token = address(usdc); // the other token knows neither
        bytes32 orderId = _idOf(order);
        _fund(payer.addr, order.settlement.token, order.settlement.amount);
        if (way == 0) {
            vm.prank(payer.addr);
            escrow.create(order);
        } else if (way == 1) {
            escrow.createFor(order, _sign(payer.privateKey, orderId));
        } else if (way == 2) {
            escrow.createWithAuthorization(order, _authorize(order));
        } else if (way == 3) {
            _createWithPermit(order, orderId);
        } else if (way == 4) {
            _createWithPermit2(order);
        } else {
            bytes[] memory creations = new bytes[](2);
            bytes memory signature = _sign(payer.privateKey, orderId);
            creations[0] = creations[1] = abi.encodeCall(IOrderEscrow.createFor, (order, signature));
            escrow.createBatch(creations); // the second is skipped
            require(_statusOf(orderId) == Status.Open, "paused");
        }
        _opened(order, orderId);
        ++createdBy[way];
    }

    /// @dev How many orders came in each way.
    mapping(uint256 way => uint256) public createdBy;

    function _createWithPermit(Order memory order, bytes32 orderId) private {
        vm.prank(payer.addr);
        usdc.approve(address(escrow), 0); // so that only the permit can fund it
        uint256 amount = order.settlement.amount;
        bytes32 structHash =
            keccak256(abi.encode(PERMIT, payer.addr, escrow, amount, usdc.nonces(payer.addr), type(uint256).max));
        bytes memory permit = _sign(payer.privateKey, _digest(usdc.DOMAIN_SEPARATOR(), structHash));
        escrow.createWithPermit(order, type(uint256).max, permit, _sign(payer.privateKey, orderId));
    }

    function _createWithPermit2(Order memory order) private {
        vm.prank(payer.addr);
        IMintable(order.settlement.token).approve(Permit2.AT, type(uint256).max);
        uint256 nonce = orders.length;
        bytes32 structHash = Permit2.structHash(order, address(escrow), nonce, TermHash.order(order));
        bytes memory signature =
            _sign(payer.privateKey, _digest(IPermit2Domain(Permit2.AT).DOMAIN_SEPARATOR(), structHash));
        escrow.createWithPermit2(order, nonce, signature);
    }

    function _authorize(Order memory order) private view returns (bytes memory) {
        uint256 value = order.settlement.amount;
        uint256 before = order.routing.claimBy;
        bytes32 structHash = keccak256(abi.encode(RECEIVE, payer.addr, escrow, value, 0, before, _idOf(order)));
        return _sign(payer.privateKey, _digest(usdc.DOMAIN_SEPARATOR(), structHash));
    }
}
