// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Test} from "forge-std/Test.sol";
import {Status} from "../../src/types/Order.sol";
import {IEscrow, IMintable} from "../utils/EscrowTest.sol";
import {Handler} from "./Handler.sol";

/// @notice The rules of the escrow over random histories of many actors.
contract OrderEscrowInvariantTest is Test {
    Handler private handler;
    IEscrow private escrow;
    address private integrator;

    function setUp() public {
        handler = new Handler();
        (escrow, integrator,) = handler.getParties();
        bytes4[] memory selectors = new bytes4[](25);
        selectors[0] = Handler.create.selector;
        selectors[1] = Handler.claim.selector;
        selectors[2] = Handler.claimBatch.selector;
        selectors[3] = Handler.giveUp.selector;
        selectors[4] = Handler.expireClaim.selector;
        selectors[5] = Handler.submit.selector;
        selectors[6] = Handler.submitBatch.selector;
        selectors[7] = Handler.confirm.selector;
        selectors[8] = Handler.settle.selector;
        selectors[9] = Handler.settleBatch.selector;
        selectors[10] = Handler.collectFees.selector;
        selectors[11] = Handler.challenge.selector;
        selectors[12] = Handler.resolve.selector;
        selectors[13] = Handler.resolveByDefault.selector;
        selectors[14] = Handler.reclaim.selector;
        selectors[15] = Handler.deposit.selector;
        selectors[16] = Handler.withdraw.selector;
        selectors[17] = Handler.stake.selector;
        selectors[18] = Handler.unstake.selector;
        selectors[19] = Handler.advance.selector;
        selectors[20] = Handler.attack.selector;
        selectors[21] = Handler.pauseEntries.selector;
        selectors[22] = Handler.createMore.selector;
        selectors[23] = Handler.quarrel.selector;
        selectors[24] = Handler.proveLiveness.selector;
        targetContract(address(handler));
        targetSelector(FuzzSelector(address(handler), selectors));
    }

    /// @dev One campaign for all rules: a campaign costs far more than a rule.
    function invariant_fundsAndStatuses() public view {
        address[2] memory assets = handler.getAssets();
        for (uint256 i; i < 2; ++i) {
            _checkFunds(assets[i]);
        }
        _checkOrders();
        assertEq(handler.fault(), "");
    }

    /// @dev Liveness: with everybody offline, time and permissionless calls end every order, and every account can leave.
    function afterInvariant() public {
        for (uint256 i; i < handler.orderCount(); ++i) {
            bool finished;
            for (uint256 step; step < 3 && !finished; ++step) {
                vm.warp(block.timestamp + 31 days);
                finished = handler.finish(i);
            }
            assertTrue(finished, "an order is stuck");
        }
        address[2] memory assets = handler.getAssets();
        for (uint256 i; i < 2; ++i) {
            escrow.collectFees(integrator, assets[i]);
            escrow.collectFees(address(0), assets[i]);
            _leave(assets[i]);
            assertEq(IMintable(assets[i]).balanceOf(address(escrow)), 0, "funds are stuck");
        }
    }

    /// @dev Everybody unstakes, waits, and withdraws everything.
    function _leave(address asset) private {
        address[] memory actors = handler.getActors();
        for (uint256 i; i < actors.length; ++i) {
            (uint128 staked,,) = escrow.stakeOf(actors[i], asset);
            vm.prank(actors[i]);
            escrow.unstake(asset, staked);
        }
        vm.warp(block.timestamp + 7 days);
        for (uint256 i; i < actors.length; ++i) {
            (uint128 free, uint128 locked) = escrow.accountOf(actors[i], asset);
            assertEq(locked, 0, "a bond is stuck");
            vm.prank(actors[i]);
            escrow.withdraw(asset, free, address(0xdead));
        }
    }

    function _checkFunds(address asset) private view {
        uint256 sum = handler.liveAmount(asset);
        address[] memory actors = handler.getActors();
        for (uint256 i; i < actors.length; ++i) {
            (uint128 free, uint128 locked) = escrow.accountOf(actors[i], asset);
            assertEq(uint256(free) + locked, handler.expectedOf(actors[i], asset), "an account was not conserved");
            sum += uint256(free) + locked;
        }
        sum += _checkFees(integrator, asset) + _checkFees(address(0), asset);
        assertEq(IMintable(asset).balanceOf(address(escrow)), sum, "balance = live orders + accounts + fees");
        assertEq(handler.refundedAmount(asset), handler.expectedRefunds(asset), "refunds reach refundTo in full");
    }

    function _checkFees(address of_, address asset) private view returns (uint256) {
        (uint128 first, uint128 second) = escrow.feesOf(of_, asset);
        assertEq(first, handler.integratorFeesOf(of_, asset), "integrator fees");
        assertEq(second, handler.protocolFeesOf(of_, asset), "protocol fees");
        return uint256(first) + second;
    }

    function _checkOrders() private view {
        for (uint256 i; i < handler.orderCount(); ++i) {
            bytes32 orderId = handler.ids(i);
            Status status = escrow.stateOf(orderId).status;
            bool isFinal = status == Status.Settled || status == Status.Refunded;
            assertEq(uint8(status), uint8(handler.statusOf(orderId)), "a call moved another order");
            assertEq(handler.payoutsOf(orderId), isFinal ? 1 : 0, "an order pays out exactly once");
        }
    }
}
