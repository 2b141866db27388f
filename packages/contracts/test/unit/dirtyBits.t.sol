// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";

/// @notice Calldata words with bits outside their type: refused where an order enters, unknown later.
contract DirtyBitsTest is EscrowTest {
    uint256 private constant WORDS = 21;

    /// @dev Bits of each word of an order, in calldata order.
    function _widths() private pure returns (uint16[WORDS] memory) {
        return [uint16(160), 160, 16, 16, 160, 40, 128, 128, 256, 160, 160, 160, 40, 40, 40, 160, 160, 160, 40, 256, 64];
    }

    function testFuzz_create_reverts_whenAWordIsDirty(uint256 word, uint256 bit) public {
        uint16[WORDS] memory widths = _widths();
        word = bound(word, 0, WORDS - 1);
        if (widths[word] == 256) return;
        bit = bound(bit, widths[word], 255);
        bytes memory data = abi.encodeCall(IOrderEscrow.create, (_order()));
        _flip(data, word, bit);
        _fund(payer.addr, address(token), AMOUNT);
        vm.prank(payer.addr);
        (bool ok,) = address(escrow).call(data);
        assertFalse(ok);
    }

    /// @dev The lowest bit past each type, through the lane where the payer's own word is never decoded.
    function test_create_reverts_whenAnyWordHasItsNextBitSet() public {
        uint16[WORDS] memory widths = _widths();
        for (uint256 word; word < WORDS; ++word) {
            if (widths[word] == 256) continue;
            bytes memory data = abi.encodeCall(IOrderEscrow.createFor, (_order(), new bytes(65)));
            _flip(data, word, widths[word]);
            (bool ok, bytes memory answer) = address(escrow).call(data);
            assertFalse(ok);
            assertEq(answer, abi.encodeWithSelector(IOrderEscrow.DirtyBits.selector), vm.toString(word));
        }
    }

    /// @dev A later step with a dirty word is about an order nobody knows, or is refused; never about the clean one.
    function testFuzz_laterSteps_revert_whenAWordIsDirty(uint256 word, uint256 bit, uint256 step) public {
        uint16[WORDS] memory widths = _widths();
        word = bound(word, 0, WORDS - 1);
        if (widths[word] == 256) return;
        bit = bound(bit, widths[word], 255);
        Order memory order = _order();
        bytes32 orderId = _claim(order);
        vm.warp(block.timestamp + 10 days);
        bytes[4] memory steps = [
            abi.encodeCall(IOrderEscrow.expireClaim, (order)),
            abi.encodeCall(IOrderEscrow.confirm, (order, "")),
            abi.encodeCall(IOrderEscrow.reclaim, (order)),
            abi.encodeCall(IOrderEscrow.giveUp, (order, FailureCause.Other))
        ];
        bytes memory data = steps[step % 4];
        _flip(data, word, bit);
        vm.prank(step % 4 == 1 ? payer.addr : provider);
        (bool ok,) = address(escrow).call(data);
        assertFalse(ok);
        _assertStatus(orderId, Status.Claimed);
    }

    function _flip(bytes memory data, uint256 word, uint256 bit) private pure {
        uint256 at = 4 + word * 32 + 31 - bit / 8;
        data[at] = bytes1(uint8(data[at]) ^ uint8(1 << (bit % 8)));
    }
}
