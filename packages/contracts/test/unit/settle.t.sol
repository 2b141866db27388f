// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";

contract SettleTest is EscrowTest {
    function testFuzz_settle_onlyAfterChallengeWindow(uint256 wait) public {
        Order memory order = _large();
        bytes32 orderId = _submit(order);
        uint256 challengeBy = block.timestamp + 6 hours;
        vm.warp(bound(wait, block.timestamp, challengeBy + 6 hours));
        bool early = block.timestamp <= challengeBy;
        if (early) _expectPair(IOrderEscrow.TooEarly.selector, block.timestamp, challengeBy + 1);
        vm.prank(stranger);
        escrow.settle(order);
        _assertStatus(orderId, early ? Status.Submitted : Status.Settled);
    }

    function test_settle_reverts_whenClaimed() public {
        Order memory order = _order();
        _expectStatus(_claim(order), Status.Claimed, Status.Submitted);
        escrow.settle(order);
    }

    function test_settleBatch_succeeds_skipsWhatCannotSettle() public {
        Order[] memory orders = new Order[](3);
        orders[0] = _large();
        orders[1] = _order();
        orders[2] = _large();
        orders[2].settlement.challengeWindow = 7 days;
        bytes32 first = _submit(orders[0]);
        bytes32 second = _claim(orders[1]);
        bytes32 third = _submit(orders[2]);
        vm.warp(block.timestamp + 6 hours + 1);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderSkipped(second, IOrderEscrow.WrongStatus.selector);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderSkipped(third, IOrderEscrow.TooEarly.selector);
        escrow.settleBatch(orders);
        _assertStatus(first, Status.Settled);
        _assertStatus(second, Status.Claimed);
        _assertStatus(third, Status.Submitted);
    }
}
