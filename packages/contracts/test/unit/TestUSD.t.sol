// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";
import {TestUSD} from "../../src/tokens/TestUSD.sol";

/// @notice What holders of the test networks' token can sign.
contract TestUSDTest is EscrowTest {
    bytes32 private constant PERMIT =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
    bytes32 private constant RECEIVE = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );

    TestUSD private usd;

    function setUp() public override {
        super.setUp();
        usd = new TestUSD();
        usd.mint(payer.addr, 100e6);
    }

    function test_permit_succeeds_once() public {
        bytes32 structHash = keccak256(abi.encode(PERMIT, payer.addr, stranger, 5, 0, block.timestamp));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(payer.privateKey, _digest(usd.DOMAIN_SEPARATOR(), structHash));
        usd.permit(payer.addr, stranger, 5, block.timestamp, v, r, s);
        assertEq(usd.allowance(payer.addr, stranger), 5);
        vm.expectRevert(abi.encodeWithSelector(TestUSD.InvalidSignature.selector, payer.addr));
        usd.permit(payer.addr, stranger, 5, block.timestamp, v, r, s);
        vm.expectRevert(abi.encodeWithSelector(TestUSD.OutsideOfTime.selector, 0, block.timestamp - 1));
        usd.permit(payer.addr, stranger, 5, block.timestamp - 1, v, r, s);
    }

    function test_receiveWithAuthorization_succeeds_onceByItsReceiverInTime() public {
        uint256 end = block.timestamp + 60;
        bytes32 structHash = keccak256(abi.encode(RECEIVE, payer.addr, stranger, 7e6, 0, end, bytes32("n")));
        bytes memory signature = _sign(payer.privateKey, _digest(usd.DOMAIN_SEPARATOR(), structHash));
        _expectPair(TestUSD.WrongCaller.selector, uint160(address(this)), uint160(stranger));
        usd.receiveWithAuthorization(payer.addr, stranger, 7e6, 0, end, "n", signature);
        vm.startPrank(stranger);
        vm.expectRevert(abi.encodeWithSelector(TestUSD.InvalidSignature.selector, payer.addr));
        usd.receiveWithAuthorization(payer.addr, stranger, 8e6, 0, end, "n", signature);
        usd.receiveWithAuthorization(payer.addr, stranger, 7e6, 0, end, "n", signature);
        assertEq(usd.balanceOf(stranger), 7e6);
        vm.expectRevert(abi.encodeWithSelector(TestUSD.AuthorizationUsed.selector, payer.addr, bytes32("n")));
        usd.receiveWithAuthorization(payer.addr, stranger, 7e6, 0, end, "n", signature);
        vm.warp(end);
        _expectPair(TestUSD.OutsideOfTime.selector, 0, end);
        usd.receiveWithAuthorization(payer.addr, stranger, 7e6, 0, end, "m", signature);
        vm.stopPrank();
    }
}
