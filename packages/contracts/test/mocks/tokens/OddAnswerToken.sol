// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Ledger} from "../Tokens.sol";

/// @notice A token whose answers can be armed, function by function, with everything that tokens get wrong.
contract OddAnswerToken is Ledger {
    enum Answer {
        True,
        Nothing, // as tokens older than the standard
        Two, // a word that is no bool
        Short, // one byte
        Long, // true, then a megabyte
        False,
        FalseButMoves, // says no and does it all the same
        Revert,
        RevertLong // with a megabyte of reason
    }

    Answer public onTransfer;
    Answer public onTransferFrom;

    function arm(Answer onTransfer_, Answer onTransferFrom_) external {
        (onTransfer, onTransferFrom) = (onTransfer_, onTransferFrom_);
    }

    function transfer(address to, uint256 amount) external {
        if (_moves(onTransfer)) _move(msg.sender, to, amount);
        _answer(onTransfer);
    }

    function transferFrom(address from, address to, uint256 amount) external {
        if (_moves(onTransferFrom)) {
            _spend(from, amount);
            _move(from, to, amount);
        }
        _answer(onTransferFrom);
    }

    function _moves(Answer answer) private pure returns (bool) {
        return answer != Answer.False && answer != Answer.Revert && answer != Answer.RevertLong;
    }

    function _answer(Answer answer) private pure {
        if (answer == Answer.Revert) revert("refused");
        uint256 word = answer == Answer.Two ? 2 : answer == Answer.False || answer == Answer.FalseButMoves ? 0 : 1;
        uint256 size = 32;
        if (answer == Answer.Nothing) size = 0;
        else if (answer == Answer.Short) size = 1;
        else if (answer == Answer.Long || answer == Answer.RevertLong) size = 1_000_000;
        bool fails = answer == Answer.RevertLong;
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore(data, word)
            if fails { revert(data, size) }
            return(data, size)
        }
    }
}
