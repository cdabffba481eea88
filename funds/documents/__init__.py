"""Papers of the funds that the portal writes itself: workbooks in the official layouts."""
